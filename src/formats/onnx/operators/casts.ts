// Casts of computed values, and what is known of them without computing: shape and size.
import { intOf } from '../attributes';
import { typeName } from '../constant';
import { shapeConstant, sizeConstant } from '../folding/given';
import { ONNX_TYPES } from '../onnx-model';
import { outputOf } from '../onnx-net';
import type { Converters } from './converter';

/** Half precision is computed in single precision, so that a cast between the two is nothing. */
const FLOATING: readonly number[] = [ONNX_TYPES.FLOAT, ONNX_TYPES.FLOAT16];

export const CASTS: Converters = {
  Cast: (net, node) => {
    const to = intOf(node, 'to', 0);
    if (!FLOATING.includes(to)) throw net.unsupported(node, `casts to ${typeName(to)}`);
    net.define(outputOf(node), net.value(node, 0), node.offset);
  },
  Shape: (net, node) => net.define(outputOf(node), shapeConstant(net, node), node.offset),
  Size: (net, node) => net.define(outputOf(node), sizeConstant(net, node), node.offset),
};
