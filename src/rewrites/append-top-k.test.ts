// Ranking added behind a network's scores.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import { evaluateGraph } from '../reference/evaluate-graph';
import { f32Tensor } from '../tensor/tensor';
import { appendTopK, TOP_INDICES, TOP_VALUES } from './append-top-k';

function scores(): Graph {
  const builder = new GraphBuilder('scores', 'nhwc');
  builder.input('x', [2, 3]);
  return builder.build([builder.node('softmax', 'prob', ['x'], {})]);
}

describe('appendTopK', () => {
  it('adds values and indices of all classes as outputs', () => {
    const graph = appendTopK(scores(), 'prob');
    verifyGraph(graph);
    expect(graph.outputs).toEqual(['prob', TOP_VALUES, TOP_INDICES]);
    expect(graph.values.get(TOP_VALUES)).toMatchObject({ shape: [2, 3], dtype: 'f32' });
    expect(graph.values.get(TOP_INDICES)).toMatchObject({ shape: [2, 3], dtype: 'u32' });
  });

  it('ranks every row', () => {
    const x = f32Tensor([2, 3], new Float32Array([1, 3, 2, 9, 7, 8]));
    const values = evaluateGraph(appendTopK(scores(), 'prob'), { x });
    expect([...(values.get(TOP_INDICES)?.data ?? [])]).toEqual([1, 2, 0, 0, 2, 1]);
    expect(values.get(TOP_VALUES)?.data[0]).toBe(values.get('prob')?.data[1]);
  });

  it('leaves the graph it was given alone', () => {
    const graph = scores();
    appendTopK(graph, 'prob');
    expect(graph).toEqual(scores());
  });

  it('refuses scores that do not exist', () => {
    expect(() => appendTopK(scores(), 'ghost')).toThrow(GraphError);
    expect(() => appendTopK(scores(), 'ghost')).toThrow(/no value "ghost"/);
  });
});
