// Conv whose weights or bias other nodes compute: what lies under each window becomes a column, and the weights a matrix.
// Chellapilla et al. 2006, "High Performance Convolutional Neural Networks for Document Processing".
import { windowPositions } from '../../../ops/window';
import { formatShape } from '../../../tensor/tensor';
import { intOf } from '../attributes';
import { canonicalOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { type Composition, composed } from './composition';
import { sliced } from './sliced';
import { type DilatedWindow, imageSize, windowOf } from './windows';

/** Whether weights or bias are computed, where layers have constants. */
export function hasComputedWeights(net: OnnxNet, node: OnnxNode): boolean {
  return [1, 2].some((position) => net.optional(node, position)?.kind === 'computed');
}

/** Conv of two or three computed values. */
export const computedConvolution = composed((parts, node, net) => {
  const [x, w] = [parts.input(0), parts.input(1)];
  const weights = parts.operand(w);
  const isConstant = weights.kind === 'constant';
  const y = isConstant ? parts.opWith('Conv', [x, w], node.attributes) : product(parts, net, node);
  const bias = parts.optional(2);
  if (bias === null) {
    parts.give('Identity', [y]);
    return;
  }
  const shape = parts.wholes([1, -1, ...weights.dims.slice(2).map(() => 1)]);
  parts.give('Add', [y, parts.op('Reshape', [bias, shape])]);
});

function product(parts: Composition, net: OnnxNet, node: OnnxNode): string {
  const [x, w] = [parts.input(0), parts.input(1)];
  const size = imageSize(net, node, parts.operand(x).dims);
  const [n = 0, channels = 0] = parts.operand(x).dims;
  const shape = parts.operand(w).dims;
  const [outputs = 0, perGroup = 0, kH = 0, kW = 0] = shape;
  const groups = intOf(node, 'group', 1);
  if (shape.length !== 4 || channels !== groups * perGroup || outputs % groups !== 0) {
    throw net.misfit(node, `has weights ${formatShape(shape)} for ${channels} channels`);
  }
  const window = windowOf(net, node, [kH, kW], size);
  const counts = positionsOf(window, size);
  const taps = kH * kW;
  const places = counts[0] * counts[1];
  const columns = columnsOf(parts, net, node, window, counts);
  const split = parts.op('Reshape', [
    parts.op('Concat', columns, { axis: 1 }),
    parts.wholes([n, taps, groups, perGroup, places]),
  ]);
  const right = parts.op('Reshape', [
    parts.op('Transpose', [split], { perm: [0, 2, 1, 3, 4] }),
    parts.wholes([n, groups, taps * perGroup, places]),
  ]);
  const left = parts.op('Reshape', [
    parts.op('Transpose', [w], { perm: [0, 2, 3, 1] }),
    parts.wholes([1, groups, outputs / groups, taps * perGroup]),
  ]);
  return parts.op('Reshape', [
    parts.op('MatMul', [left, right]),
    parts.wholes([n, outputs, ...counts]),
  ]);
}

function positionsOf(window: DilatedWindow, size: readonly [number, number]): [number, number] {
  const { top, left, bottom, right } = window.pads;
  const along = (axis: 0 | 1, before: number, after: number) =>
    windowPositions(
      size[axis],
      {
        ...{ kernel: window.kernel[axis], stride: window.strides[axis] },
        ...{ dilation: window.dilations[axis], before, after },
      },
      false,
    );
  return [along(0, top, bottom), along(1, left, right)];
}

/** What each tap of the window meets, as large as the output. */
function columnsOf(
  parts: Composition,
  net: OnnxNet,
  node: OnnxNode,
  { kernel, strides, dilations, pads }: DilatedWindow,
  counts: readonly [number, number],
): string[] {
  const name = outputOf(node);
  const source = net.reordered(net.value(node, 0), canonicalOrder(4));
  const value = net.add('pad2d', `${name}/border`, [source.value], { pads, value: 0 });
  const [n = 0, height = 0, width = 0, c = 0] = net.graph.shapeOf(value);
  const bordered = { ...source, value, dims: [n, c, height, width] };
  return Array.from({ length: kernel[0] * kernel[1] }, (_, tap) => {
    const place = [Math.floor(tap / kernel[1]), tap % kernel[1]] as const;
    const ranges = ([0, 1] as const).map((axis) => ({
      axis: 2 + axis,
      start: place[axis] * dilations[axis],
      step: strides[axis],
      size: counts[axis],
    }));
    return parts.name(sliced(net, bordered, ranges, `${name}/tap${tap}`));
  });
}
