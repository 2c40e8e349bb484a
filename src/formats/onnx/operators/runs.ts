// Numbers along an axis in any order.
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { heldShape, withAxisLast } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { sliced } from './sliced';

/** Evenly spaced runs of places that are taken by a node each. */
const MOST_RUNS = 64;

/** Numbers along an axis in any order: even runs of them, joined, or rows of a table where runs are many. */
export function takenInOrder(
  net: OnnxNet,
  node: OnnxNode,
  x: Computed,
  axis: number,
  places: readonly number[],
): Computed {
  const runs = runsOf(places);
  const dims = x.dims.map((size, i) => (i === axis ? places.length : size));
  if (runs.length > MOST_RUNS) return takenAsRows(net, node, x, axis, places, dims);
  const order = withAxisLast(x.order, axis);
  const source = net.reordered(x, order);
  const parts = runs.map((run, i) => {
    return sliced(net, source, [{ axis, ...run }], `${outputOf(node)}/run${i}`).value;
  });
  const value = net.add('concat', `${outputOf(node)}/runs`, parts, {});
  return { ...x, value, dims, order };
}

/** The axis counts the rows of a table, whose columns are all other axes. */
function takenAsRows(
  net: OnnxNet,
  node: OnnxNode,
  x: Computed,
  axis: number,
  places: readonly number[],
  dims: Shape,
): Computed {
  const name = outputOf(node);
  const order = [axis, ...x.order.filter((other) => other !== axis)];
  const rows = x.dims[axis] ?? 1;
  const table = net.add('reshape', `${name}/table`, [net.reordered(x, order).value], {
    shape: [rows, product(x.dims) / rows],
  });
  const indices = net.addWeights(`${name}/places`, `${name}/places`, [places.length], () =>
    Float32Array.from(places),
  );
  const taken = net.add('gather', `${name}/rows`, [table, indices], {});
  const shape = heldShape(dims, order);
  return { ...x, value: net.add('reshape', `${name}/taken`, [taken], { shape }), dims, order };
}

function runsOf(places: readonly number[]) {
  const runs: { start: number; step: number; size: number }[] = [];
  for (const place of places) {
    const run = runs.at(-1);
    if (run?.size === 1 && place !== run.start) {
      run.step = place - run.start;
      run.size = 2;
    } else if (run && run.size > 1 && place === run.start + run.size * run.step) {
      run.size++;
    } else {
      runs.push({ start: place, step: 1, size: 1 });
    }
  }
  return runs;
}
