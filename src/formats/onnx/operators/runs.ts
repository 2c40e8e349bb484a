// Numbers along an axis in any order.
import { withAxisLast } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type Computed, type OnnxNet, outputOf } from '../onnx-net';
import { sliced } from './sliced';

/** Evenly spaced runs of places that are taken, one after the other. */
const MOST_RUNS = 256;

/** Numbers along an axis in any order: even runs of them, joined. @throws UnsupportedError for very many */
export function takenInRuns(
  net: OnnxNet,
  node: OnnxNode,
  x: Computed,
  axis: number,
  places: readonly number[],
): Computed {
  const runs = runsOf(places);
  if (runs.length > MOST_RUNS) {
    throw net.unsupported(node, `takes numbers in an irregular order of ${runs.length} runs`);
  }
  const order = withAxisLast(x.order, axis);
  const source = net.reordered(x, order);
  const parts = runs.map((run, i) => {
    return sliced(net, source, [{ axis, ...run }], `${outputOf(node)}/run${i}`).value;
  });
  const dims = x.dims.map((size, i) => (i === axis ? places.length : size));
  const value = net.add('concat', `${outputOf(node)}/runs`, parts, {});
  return { ...x, value, dims, order };
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
