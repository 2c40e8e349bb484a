// Optimising beside a page, which wants turns and may change its mind.
import { afterEach, expect, it, vi } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { optimizeGraph } from './all-passes';
import { optimizeInTurns } from './optimize';

afterEach(() => vi.restoreAllMocks());

/** A chain of transposes, whose passes take a while. */
function chain(count: number): Graph {
  const net = new GraphBuilder('chain', 'nhwc');
  let last = net.input('x', [1, 2, 3, 4]);
  for (let i = 0; i < count; i++) {
    last = net.node('transpose', `v${i}`, [last], { permutation: [0, 2, 3, 1] });
  }
  return net.build([last]);
}

/** Has each look at the clock find a millisecond gone by. */
function slowClock(): void {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now++);
}

it('gives the page turns inside a pass, and the same graph', async () => {
  const graph = chain(200);
  slowClock();
  let [turns, isOver] = [0, false];
  const watch = async () => {
    for (; !isOver; turns++) await new Promise((resolve) => setImmediate(resolve));
  };
  const watching = watch();
  expect(await optimizeInTurns(graph)).toEqual(optimizeGraph(graph));
  isOver = true;
  await watching;
  expect(turns).toBeGreaterThan(30);
});

it('ends inside a pass when its signal aborts', async () => {
  const graph = chain(100);
  slowClock();
  const control = new AbortController();
  const optimizing = optimizeInTurns(graph, { signal: control.signal });
  setImmediate(() => control.abort(new Error('enough')));
  await expect(optimizing).rejects.toThrow('enough');
});
