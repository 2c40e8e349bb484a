// Casts of computed values, and what is known of them without computing: shape and size.
import { intOf } from '../attributes';
import { isReal, typeName } from '../constant';
import { shapeConstant, sizeConstant } from '../folding/given';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { composed } from './composition';
import type { Converters } from './converter';
import { asReal } from './functions';

const { FLOAT, FLOAT16, DOUBLE, BOOL, UINT8, INT32, INT64 } = ONNX_TYPES;

/** All are computed in single precision, so that a cast between them is nothing. */
const FLOATING: readonly number[] = [FLOAT, FLOAT16, DOUBLE];
/** Whole numbers of these types hold all that is computed exactly. */
const WIDE: readonly number[] = [INT32, INT64];

export const CASTS: Converters = {
  Cast: cast,
  Shape: (net, node) => net.define(outputOf(node), shapeConstant(net, node), node.offset),
  Size: (net, node) => net.define(outputOf(node), sizeConstant(net, node), node.offset),
  // Says of real numbers that they are whole, and of which type.
  'kindling.Whole': (net, node) => {
    const x = net.value(node, 0);
    net.define(outputOf(node), { ...x, integer: intOf(node, 'to', INT64) }, node.offset);
  },
};

function cast(net: OnnxNet, node: OnnxNode): void {
  const to = intOf(node, 'to', 0);
  const x = net.input(node, 0);
  const from = x.kind === 'computed' ? x.integer : undefined;
  if (x.kind === 'computed' && x.quantization !== undefined) net.value(node, 0);
  if (FLOATING.includes(to)) {
    net.define(outputOf(node), asReal(x), node.offset);
  } else if (from !== undefined && (to === from || WIDE.includes(to) || isNarrow(from, to))) {
    net.define(outputOf(node), { ...net.stored(x), integer: to }, node.offset);
  } else if (WIDE.includes(to) && from === undefined) {
    truncate(net, node);
  } else if (to === BOOL) {
    notZero(net, node);
  } else {
    throw net.unsupported(node, `casts to ${typeName(to)}`);
  }
}

/** A truth value fits every type. */
function isNarrow(from: number, to: number): boolean {
  return from === BOOL && !isReal(to) && to >= UINT8;
}

/** Towards zero: what is below the magnitude, with its sign. */
const truncate = composed((parts, node) => {
  const x = parts.input(0);
  const below = parts.op('Floor', [parts.op('Abs', [x])]);
  const whole = parts.op('Mul', [parts.op('Sign', [x]), below]);
  parts.give('kindling.Whole', [whole], { to: intOf(node, 'to', 0) });
});

const notZero = composed((parts, node, net) => {
  const x = parts.name(asReal(net.input(node, 0)));
  parts.give('Not', [parts.op('Equal', [x, parts.real(0)])]);
});
