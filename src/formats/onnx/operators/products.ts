// Products of two computed values.
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { ownOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import type { Computed, OnnxNet } from '../onnx-net';
import { broadcastDims, spread } from './binary';

/** Matrices of two computed values, in row-major order. */
export function multiply(
  net: OnnxNet,
  node: OnnxNode,
  a: Computed,
  b: Computed,
  name: string,
): Computed {
  if (a.dims.at(-1) !== b.dims.at(-2)) {
    throw net.misfit(node, `multiplies ${formatShape(a.dims)} by ${formatShape(b.dims)}`);
  }
  const outer = broadcastDims(net, node, a.dims.slice(0, -2), b.dims.slice(0, -2));
  const values = [a, b].map((x, i) => matrices(net, x, outer, `${name}/${i}`));
  const value = net.add('matmul', name, values, {});
  const dims = [...outer, a.dims.at(-2) ?? 0, b.dims.at(-1) ?? 0];
  return { kind: 'computed', value, dims, order: ownOrder(dims.length) };
}

function matrices(net: OnnxNet, x: Computed, outer: Shape, name: string): string {
  const dims = [...outer, ...x.dims.slice(-2)];
  const missing = dims.length - x.dims.length;
  const own = net.reordered(x, ownOrder(x.dims.length));
  if (sameShape(dims, x.dims)) return own.value;
  const wide = net.reshaped(
    own,
    [...Array.from({ length: missing }, () => 1), ...x.dims],
    `${name}/widened`,
  );
  return spread(net, wide, dims, ownOrder(dims.length), name);
}
