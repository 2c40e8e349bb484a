// Pools over windows, and means and maxima over whole axes.
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { intOf } from '../attributes';
import { canonicalOrder, heldShape, type Order } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { type Converters, refuseFurtherOutputs } from './converter';
import { imageSize, kernelOf, windowOf } from './windows';

export const POOLING: Converters = {
  MaxPool: (net, node) => {
    refuseFurtherOutputs(net, node, 'gives indices of maxima');
    pool(net, node, 'max-pool2d');
  },
  AveragePool: (net, node) => pool(net, node, 'average-pool2d'),
  GlobalAveragePool: (net, node) => poolAll(net, node, 'global-average-pool'),
};

/** Those whose op is not loaded at once. */
export const FURTHER_POOLING: Converters = {
  GlobalMaxPool: (net, node) => poolAll(net, node, 'global-max-pool'),
};

function pool(net: OnnxNet, node: OnnxNode, op: 'max-pool2d' | 'average-pool2d'): void {
  const x = net.value(node, 0);
  const size = imageSize(net, node, x.dims);
  const { dilations, ...window } = windowOf(net, node, kernelOf(net, node), size);
  if (dilations.some((step) => step !== 1)) {
    throw net.unsupported(node, `has dilations [${dilations}]`);
  }
  const { kernel, pads } = window;
  if (
    Math.max(pads.top, pads.bottom) >= kernel[0] ||
    Math.max(pads.left, pads.right) >= kernel[1]
  ) {
    throw net.unsupported(node, 'has padding as large as its kernel');
  }
  const ceilMode = intOf(node, 'ceil_mode', 0) !== 0;
  const countPadding = intOf(node, 'count_include_pad', 0) !== 0;
  const source = net.reordered(x, canonicalOrder(4)).value;
  const value =
    op === 'max-pool2d'
      ? net.add(op, outputOf(node), [source], { ...window, ceilMode })
      : net.add(op, outputOf(node), [source], { ...window, ceilMode, countPadding });
  const [n = 0, oh = 0, ow = 0, c = 0] = net.graph.shapeOf(value);
  net.give(node, value, [n, c, oh, ow], canonicalOrder(4));
}

/** Adds the node that makes [n, c] of a feature map, under this name. */
export type Reduce = (map: string, name: string) => string;

/** All axes behind n and c, which stay as single elements. */
function poolAll(
  net: OnnxNet,
  node: OnnxNode,
  op: 'global-average-pool' | 'global-max-pool',
): void {
  const x = net.value(node, 0);
  if (x.dims.length < 3) throw net.misfit(node, `pools over ${x.dims.length} axes`);
  const axes = x.dims.map((_, axis) => axis).slice(2);
  const reduce: Reduce = (map, name) => net.add(op, name, [map], {});
  reduceAxes(net, node, reduce, x, { axes, keeps: true });
}

/**
 * The kernels reduce the two middle axes of [n, h, w, c]. Any others are brought there: kept axes in front, reduced ones
 * as h, and the last kept axis as channels.
 */
export function reduceAxes(
  net: OnnxNet,
  node: OnnxNode,
  reduce: Reduce,
  x: Computed,
  { axes, keeps }: { readonly axes: readonly number[]; readonly keeps: boolean },
): void {
  const kept = x.order.filter((axis) => !axes.includes(axis));
  const outer = kept.slice(0, -1);
  const inner = kept.slice(-1);
  const reduced = x.order.filter((axis) => axes.includes(axis));
  const order = [...outer, ...reduced, ...inner];
  const source = net.reordered(x, order);
  const sizes = (some: Order): Shape => some.map((axis) => x.dims[axis] ?? 1);
  const isMap = outer.length === 1 && reduced.length === 2 && inner.length === 1;
  const shape = [product(sizes(outer)), product(sizes(reduced)), 1, product(sizes(inner))];
  const name = outputOf(node);
  const map = isMap ? source.value : net.add('reshape', `${name}/map`, [source.value], { shape });
  const pooled = reduce(map, `${name}/pooled`);
  const dims = x.dims.map((size, axis) => (axes.includes(axis) ? 1 : size));
  if (keeps) {
    const value = net.add('reshape', name, [pooled], { shape: heldShape(dims, order) });
    net.give(node, value, dims, order);
    return;
  }
  // What is left keeps its order, counted without the axes that are gone.
  const left = dims.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const finalDims = left.map((axis) => dims[axis] ?? 1);
  const finalOrder = kept.map((axis) => left.indexOf(axis));
  const value = net.add('reshape', name, [pooled], { shape: heldShape(finalDims, finalOrder) });
  net.give(node, value, finalDims, finalOrder);
}
