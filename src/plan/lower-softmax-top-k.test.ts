// Softmaxes with their rankings: which become one node, and that the graph computes the same.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../ir/builder';
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import { ALL_KERNELS } from '../kernels/rare/index';
import { squeezenet } from '../models/squeezenet';
import { appendTopK, TOP_INDICES, TOP_VALUES } from '../passes/append-top-k';
import { evaluateGraph } from '../reference/index';
import { f32Tensor } from '../tensor/tensor';
import { lowerSoftmaxTopK } from './lower-softmax-top-k';
import { lowerBy } from './lowerings';
import { countSteps, rankedGraph } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

const always = () => true;

/** x [2, 5] → p, by the op given, → a node that reads p, → the ranking of p. */
function ranked(op: 'softmax' | 'log-softmax' = 'softmax'): Graph {
  const builder = new GraphBuilder('ranked', 'nhwc');
  builder.input('x', [2, 5]);
  const p = builder.node(op, 'p', ['x'], {});
  return appendTopK(
    builder.build([p, builder.node('activation', 'y', [p], { activation: 'relu' })]),
    'p',
  );
}

describe('lowerSoftmaxTopK', () => {
  it('makes one node of both, with three results, in front of what reads the probabilities', () => {
    const lowered = lowerSoftmaxTopK(ranked(), 'hardware', always);
    verifyGraph(lowered);
    expect(lowered.nodes.map(({ name, op, outputs }) => [name, op, outputs])).toEqual([
      ['top-k', 'softmax-top-k', ['p', TOP_VALUES, TOP_INDICES]],
      ['y', 'activation', ['y']],
    ]);
    expect(lowered.outputs).toEqual(['p', 'y', TOP_VALUES, TOP_INDICES]);
  });

  it('computes the same, equal numbers by lower index', () => {
    const x = f32Tensor([2, 5], Float32Array.of(1, 3, 1, 3, 2, 0, 0, 0, -1, 0));
    const [before, after] = [ranked(), lowerSoftmaxTopK(ranked(), 'software', always)].map(
      (graph) => evaluateGraph(graph, { x }),
    );
    for (const name of ['p', 'y', TOP_VALUES, TOP_INDICES]) {
      expect(after?.get(name), name).toEqual(before?.get(name));
    }
    expect(Array.from(after?.get(TOP_INDICES)?.data ?? [])).toEqual([1, 3, 4, 0, 2, 0, 1, 2, 4, 3]);
  });

  it('leaves rankings of other values', () => {
    const logarithms = ranked('log-softmax');
    expect(lowerSoftmaxTopK(logarithms, 'software', always)).toBe(logarithms);
    const builder = new GraphBuilder('inputs', 'nhwc');
    builder.input('x', [2, 5]);
    const inputs = appendTopK(builder.build([]), 'x');
    expect(lowerSoftmaxTopK(inputs, 'software', always)).toBe(inputs);
  });

  it('takes one ranking of several', () => {
    const builder = new GraphBuilder('several', 'nhwc');
    builder.input('x', [1, 4]);
    builder.node('softmax', 'p', ['x'], {});
    builder.multiOutputNode('top-k', 'first', ['p'], { k: 1 }, ['v1', 'i1']);
    builder.multiOutputNode('top-k', 'second', ['p'], { k: 2 }, ['v2', 'i2']);
    const lowered = lowerSoftmaxTopK(builder.build(['i1', 'i2']), 'software', always);
    verifyGraph(lowered);
    expect(lowered.nodes.map(({ op }) => op)).toEqual(['softmax-top-k', 'top-k']);
  });

  it('leaves more classes than a workgroup has memory for', () => {
    const ops = (classes: number) => {
      const builder = new GraphBuilder('classes', 'nhwc');
      builder.input('x', [1, classes]);
      const graph = appendTopK(builder.build([builder.node('softmax', 'p', ['x'], {})]), 'p');
      return lowerSoftmaxTopK(graph, 'hardware', always).nodes.map(({ op }) => op);
    };
    expect(ops(3968)).toEqual(['softmax-top-k']);
    expect(ops(3969)).toEqual(['softmax', 'top-k']);
  });

  it('is what the rule wants: nowhere, by default', () => {
    const graph = rankedGraph(squeezenet());
    for (const adapter of ['software', 'hardware'] as const) {
      const { plan } = scheduleGraph(graph, plainTarget(adapter));
      expect(countSteps(plan)).toMatchObject({ softmax: 1, 'top-k': 1 });
      const { plan: fused } = scheduleGraph(graph, plainTarget(adapter), {
        lower: lowerBy({ softmaxTopK: always }),
        kernels: ALL_KERNELS,
      });
      expect(fused.steps).toHaveLength(plan.steps.length - 1);
      expect(fused.steps.at(-1)).toMatchObject({ node: 'top-k', op: 'softmax-top-k' });
    }
  });
});
