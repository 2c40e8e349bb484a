// Pad: a border around any axes.
import { product } from '../../../util/math';
import { floatOf, intsOf, stringOf } from '../attributes';
import { heldShape } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type Computed, type OnnxNet, outputOf } from '../onnx-net';
import type { Converters } from './converter';
import { numbersOf } from './shapes';
import { sliced } from './sliced';

export const PADDING: Converters = { Pad: pad };

const MODES: Readonly<Record<string, 'constant' | 'reflect' | 'edge'>> = {
  constant: 'constant',
  reflect: 'reflect',
  edge: 'edge',
};

interface AxisPad {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

interface Border {
  readonly mode: 'constant' | 'reflect' | 'edge';
  readonly value: number;
}

function pad(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const modeName = stringOf(node, 'mode', 'constant');
  const mode = MODES[modeName];
  if (!mode) throw net.unsupported(node, `pads by "${modeName}"`);
  const pads = padsOf(net, node, x.dims.length);
  const border = { mode, value: borderValue(net, node) };
  if (mode === 'reflect') checkMirrors(net, node, x, pads);
  const grown = pads
    .map(({ axis, ...ends }) => ({
      axis,
      before: Math.max(ends.before, 0),
      after: Math.max(ends.after, 0),
    }))
    .filter(({ before, after }) => before + after > 0);
  let y = cropped(net, node, x, pads);
  // Two axes at a time, as the op pads.
  for (let i = 0; i < grown.length; i += 2) {
    const isLast = i + 2 >= grown.length;
    const name = isLast ? outputOf(node) : `${outputOf(node)}/pad${i}`;
    y = padTwo(net, y, grown.slice(i, i + 2), border, name);
  }
  net.define(outputOf(node), y, node.offset);
}

/** Begins of all axes, then their ends: an attribute up to op set 10, an input from 11 on. */
function padsOf(net: OnnxNet, node: OnnxNode, rank: number): AxisPad[] {
  const pads = net.opset < 11 ? intsOf(node, 'pads') : numbersOf(net, node, 1);
  const given = net.opset < 11 ? null : numbersOf(net, node, 3);
  const axes =
    given?.map((axis) => axisOf(net, node, axis, rank)) ??
    Array.from({ length: rank }, (_, i) => i);
  if (pads?.length !== 2 * axes.length) {
    throw net.misfit(node, `has ${pads?.length ?? 0} pads for ${axes.length} axes`);
  }
  return axes.map((axis, i) => ({
    axis,
    before: pads[i] ?? 0,
    after: pads[i + axes.length] ?? 0,
  }));
}

function borderValue(net: OnnxNet, node: OnnxNode): number {
  if (net.opset < 11) return floatOf(node, 'value', 0);
  const constant = net.optionalConstant(node, 2);
  return constant ? (net.realNumbers(constant)[0] ?? 0) : 0;
}

function checkMirrors(net: OnnxNet, node: OnnxNode, x: Computed, pads: readonly AxisPad[]): void {
  const far = pads.find(
    ({ axis, before, after }) => Math.max(before, after) >= (x.dims[axis] ?? 0),
  );
  if (far) throw net.unsupported(node, `mirrors more of axis ${far.axis} than there is`);
}

/** Negative pads take away. */
function cropped(net: OnnxNet, node: OnnxNode, x: Computed, pads: readonly AxisPad[]): Computed {
  const ranges = pads.map(({ axis, before, after }) => {
    const start = Math.max(-before, 0);
    const size = (x.dims[axis] ?? 0) - start - Math.max(-after, 0);
    if (size < 1) throw net.unsupported(node, `leaves nothing of axis ${axis}`);
    return { axis, start, step: 1, size };
  });
  return sliced(net, x, ranges, `${outputOf(node)}/cropped`);
}

/** One or two axes are brought between all others and the innermost one, where feature maps have height and width. */
function padTwo(
  net: OnnxNet,
  x: Computed,
  pads: readonly AxisPad[],
  border: Border,
  name: string,
): Computed {
  const isPadded = (axis: number) => pads.some((one) => one.axis === axis);
  const others = x.order.filter((axis) => !isPadded(axis));
  const [outer, inner] = [others.slice(0, -1), others.slice(-1)];
  const middle = x.order.filter(isPadded);
  const order = [...outer, ...middle, ...inner];
  const [vertical, horizontal] = middle.map((axis) => pads.find((one) => one.axis === axis));
  const attributes = {
    ...border,
    pads: {
      top: vertical?.before ?? 0,
      left: horizontal?.before ?? 0,
      bottom: vertical?.after ?? 0,
      right: horizontal?.after ?? 0,
    },
  };
  const dims = x.dims.map((size, axis) => {
    const own = pads.find((one) => one.axis === axis);
    return size + (own?.before ?? 0) + (own?.after ?? 0);
  });
  const source = net.reordered(x, order).value;
  if (outer.length === 1 && middle.length === 2) {
    const value = net.add('pad2d', name, [source], attributes);
    return { kind: 'computed', value, dims, order };
  }
  const sizeOf = (axes: readonly (number | undefined)[]) =>
    product(axes.map((axis) => x.dims[axis ?? -1] ?? 1));
  const shape = [sizeOf(outer), sizeOf([middle[0]]), sizeOf([middle[1]]), sizeOf(inner)];
  const map = net.add('reshape', `${name}/map`, [source], { shape });
  const padded = net.add('pad2d', `${name}/padded`, [map], attributes);
  const value = net.add('reshape', name, [padded], { shape: heldShape(dims, order) });
  return { kind: 'computed', value, dims, order };
}
