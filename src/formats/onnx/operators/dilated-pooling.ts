// Pools whose taps lie apart: the largest of shifted copies, first along columns, then along rows.

import { windowPositions } from '../../../ops/window';
import { LARGEST_FLOAT } from '../../../util/math';
import { intOf } from '../attributes';
import { canonicalOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { sliced } from './sliced';
import { type DilatedWindow, imageSize, kernelOf, windowOf } from './windows';

/** Whether a max pool's taps lie apart. */
export function isDilated(net: OnnxNet, node: OnnxNode): boolean {
  const { dims } = net.input(node, 0);
  if (dims.length !== 4) return false;
  const window = windowOf(net, node, kernelOf(net, node), imageSize(net, node, dims));
  return window.dilations.some((step) => step !== 1);
}

/** MaxPool with dilations. */
export function dilatedMaxPool(net: OnnxNet, node: OnnxNode): void {
  if (node.outputs.slice(1).some((name) => name !== '')) {
    throw net.unsupported(node, 'gives indices of maxima');
  }
  const x = net.value(node, 0);
  const size = imageSize(net, node, x.dims);
  const window = windowOf(net, node, kernelOf(net, node), size);
  const isCeil = intOf(node, 'ceil_mode', 0) !== 0;
  const name = outputOf(node);
  const counts = [0, 1].map((axis) => positionsOf(window, size, axis as 0 | 1, isCeil));
  const { top, left } = window.pads;
  // As far as the last window reaches.
  const ends = counts.map((count, axis) => {
    const last = (count - 1) * (window.strides[axis] ?? 1);
    const extent = ((window.kernel[axis] ?? 1) - 1) * (window.dilations[axis] ?? 1) + 1;
    const before = axis === 0 ? top : left;
    return Math.max(last + extent - before - (size[axis] ?? 0), 0);
  });
  const pads = { top, left, bottom: ends[0] ?? 0, right: ends[1] ?? 0 };
  const source = net.reordered(x, canonicalOrder(4));
  // The border is less than any number that is computed.
  const bordered = net.add('pad2d', `${name}/border`, [source.value], {
    pads,
    value: -LARGEST_FLOAT,
  });
  const dims = [...x.dims.slice(0, 2), size[0] + top + pads.bottom, size[1] + left + pads.right];
  let y: Computed = { ...source, value: bordered, dims };
  for (const axis of [3, 2]) y = largestAlong(net, y, axis, window, counts[axis - 2] ?? 1, name);
  net.define(name, y, node.offset);
}

function positionsOf(window: DilatedWindow, size: readonly number[], axis: 0 | 1, isCeil: boolean) {
  const { top, left, bottom, right } = window.pads;
  const [before, after] = axis === 0 ? [top, bottom] : [left, right];
  const along = {
    kernel: window.kernel[axis],
    stride: window.strides[axis],
    dilation: window.dilations[axis],
  };
  return windowPositions(size[axis] ?? 0, { ...along, before, after }, isCeil);
}

function largestAlong(
  net: OnnxNet,
  x: Computed,
  axis: number,
  window: DilatedWindow,
  count: number,
  name: string,
): Computed {
  const along = (axis - 2) as 0 | 1;
  const taps = Array.from({ length: window.kernel[along] }, (_, tap) => {
    const range = {
      axis,
      start: tap * window.dilations[along],
      step: window.strides[along],
      size: count,
    };
    return sliced(net, x, [range], `${name}/tap${axis}-${tap}`);
  });
  const [first = x, ...others] = taps;
  const value = others.reduce(
    (largest, tap, i) =>
      net.add('comparison', `${name}/largest${axis}-${i}`, [largest, tap.value], {
        function: 'max',
      }),
    first.value,
  );
  return { ...first, value };
}
