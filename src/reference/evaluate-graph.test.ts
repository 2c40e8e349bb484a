// Whole graphs on the CPU: order, several outputs, views, and inputs that are checked.
import { describe, expect, it } from 'vitest';
import { TensorError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { tensorOf } from '../ops/compute.fixtures';
import { evaluateGraph } from './evaluate-graph';

/** relu of x, then the mean and its ranking. */
function ranking(): Graph {
  const builder = new GraphBuilder('ranking', 'nhwc');
  builder.input('x', [1, 1, 2, 3]);
  builder.node('activation', 'relu', ['x'], { activation: 'relu' });
  builder.node('global-average-pool', 'mean', ['relu'], {});
  builder.multiOutputNode('top-k', 'top', ['mean'], { k: 2 }, ['values', 'indices']);
  return builder.build(['values', 'indices']);
}

/** c and `joined` tile `outer`; a (relu of x) and b (x) tile `joined`. */
function nestedViews(): Graph {
  const builder = new GraphBuilder('views', 'nhwc');
  builder.input('x', [1, 1, 2, 2]);
  builder.node('activation', 'a', ['x'], { activation: 'relu' });
  builder.node('copy', 'b', ['x'], {});
  builder.node('copy', 'c', ['x'], {});
  const graph = builder.build(['a']);
  const shape = (channels: number) => [1, 1, 2, channels];
  const views = [
    { name: 'outer', shape: shape(6) },
    { name: 'joined', shape: shape(4), view: { of: 'outer', channelOffset: 2 } },
    { name: 'a', shape: shape(2), view: { of: 'joined', channelOffset: 0 } },
    { name: 'b', shape: shape(2), view: { of: 'joined', channelOffset: 2 } },
    { name: 'c', shape: shape(2), view: { of: 'outer', channelOffset: 0 } },
  ].map((value) => [value.name, { ...value, dtype: 'f32' as const }] as const);
  return { ...graph, values: new Map([...graph.values, ...views]), outputs: ['outer'] };
}

describe('evaluateGraph', () => {
  it('computes every value, in order', () => {
    const x = tensorOf([1, 1, 2, 3], [1, -2, 3, 3, 4, -5]);
    const values = evaluateGraph(ranking(), { x });
    expect([...(values.get('relu')?.data ?? [])]).toEqual([1, 0, 3, 3, 4, 0]);
    expect([...(values.get('mean')?.data ?? [])]).toEqual([2, 2, 1.5]);
    expect([...(values.get('values')?.data ?? [])]).toEqual([2, 2]);
    expect([...(values.get('indices')?.data ?? [])]).toEqual([0, 1]);
  });

  it('writes views through to every value that they lie in', () => {
    const values = evaluateGraph(nestedViews(), { x: tensorOf([1, 1, 2, 2], [1, -2, -3, 4]) });
    expect([...(values.get('joined')?.data ?? [])]).toEqual([1, 0, 1, -2, 0, 4, -3, 4]);
    expect([...(values.get('outer')?.data ?? [])]).toEqual([
      1, -2, 1, 0, 1, -2, -3, 4, 0, 4, -3, 4,
    ]);
  });

  it('leaves its inputs alone', () => {
    const x = tensorOf([1, 1, 2, 2], [1, -2, -3, 4]);
    evaluateGraph(nestedViews(), { x });
    expect(x).toEqual(tensorOf([1, 1, 2, 2], [1, -2, -3, 4]));
  });

  it('refuses to run without an input', () => {
    expect(() => evaluateGraph(ranking(), {})).toThrow(TensorError);
    expect(() => evaluateGraph(ranking(), {})).toThrow(
      /Input "x" of "ranking" needs a tensor \[1, 1, 2, 3\], got nothing/,
    );
  });

  it('refuses an input of another shape', () => {
    const x = tensorOf([1, 2, 1, 3], [1, 2, 3, 4, 5, 6]);
    expect(() => evaluateGraph(ranking(), { x })).toThrow(TensorError);
    expect(() => evaluateGraph(ranking(), { x })).toThrow(/"x".*got \[1, 2, 1, 3\]/);
  });
});
