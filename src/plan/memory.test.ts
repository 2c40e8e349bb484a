// What plans take, known before it is made: every constant's length is what packing it gives, and shared weights count once.
import { describe, expect, it } from 'vitest';
import { buildCase } from '../../e2e/corpus/kernels/case-graph';
import { casesOf } from '../../e2e/corpus/kernels/cases';
import { GraphBuilder } from '../graph/builder';
import { type Graph, valueNamed } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { packedBy } from '../kernels/kernels.fixtures';
import { evenPads } from '../ops/window';
import { optimizeGraph } from '../rewrites/all-passes';
import { lazyTensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { sampleOf } from '../util/sample.fixtures';
import { callOf } from './build-plan';
import { memoryOf } from './memory';
import { type Plan, storedConstants } from './plan';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

const CONV = {
  kernel: [3, 3],
  strides: [1, 1],
  pads: evenPads(1),
  dilations: [1, 1],
  groups: 1,
  activation: 'none',
} as const;

/** Weights of ones, which count how often they were asked for. */
function countedWeights(shape: Shape) {
  const asked = { times: 0 };
  const tensor = lazyTensor(shape, () => {
    asked.times++;
    return new Float32Array(product(shape)).fill(1);
  });
  return { asked, tensor };
}

/** Some convolutions in a row, and one of a smaller map, all of the same weights. */
function sharedWeights(count: number) {
  const builder = new GraphBuilder('shared', 'nhwc');
  const { asked, tensor } = countedWeights([16, 16, 3, 3]);
  builder.constant('w', tensor);
  builder.input('x0', [1, 16, 16, 16]);
  for (let i = 0; i < count; i++) builder.node('conv2d', `x${i + 1}`, [`x${i}`, 'w'], CONV);
  builder.input('small', [1, 8, 8, 16]);
  builder.node('conv2d', 'other', ['small', 'w'], CONV);
  return { asked, graph: optimizeGraph(builder.build([`x${count}`, 'other'])) };
}

function bytesOf(graph: Graph, plan: Plan): number {
  const counted = new Map([...memoryOf(graph, plan)].map(([, what, bytes]) => [what, bytes]));
  return [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
}

describe('the length of a packing', () => {
  const ops = [...new Set(ALL_KERNELS.flatMap((kernel) => kernel.ops))].sort();

  it.each(ops)('is what every variant for %s packs', (op) => {
    for (const [index, test] of sampleOf(`lengths of ${op}`, casesOf(op), 12).entries()) {
      const graph = optimizeGraph(buildCase(test, index).graph);
      const calls = graph.nodes.map((node) => callOf(graph, node));
      for (const call of calls.filter((each) => each.op === op)) {
        for (const kernel of ALL_KERNELS.filter((each) => each.accepts(call))) {
          for (const variant of kernel.variants) {
            for (const { packing } of kernel.specialize(call, variant).constants) {
              expect(packedBy(packing)).toHaveLength(packing.length);
            }
          }
        }
      }
    }
  });
});

describe.each(['software', 'hardware'] as const)('shared weights on %s', (adapter) => {
  it('are asked for and stored once, however many nodes and sizes there are', () => {
    const { asked, graph } = sharedWeights(40);
    const { plan } = scheduleGraph(graph, plainTarget(adapter));
    expect(asked.times).toBe(0);
    const large = storedConstants(plan).filter(({ byteLength }) => byteLength > 16 * 16 * 4);
    expect(large).toHaveLength(1);
    for (const { data } of large) expect(data.some((number) => number !== 0)).toBe(true);
    expect(asked.times).toBe(1);
  });

  it('take no more by another user than its bias and its values', () => {
    const planned = [2, 40].map((count) =>
      scheduleGraph(sharedWeights(count).graph, plainTarget(adapter)),
    );
    const [few = 0, many = 0] = planned.map(({ graph, plan }) => bytesOf(graph, plan));
    expect(many - few).toBeLessThan(38 * 1024);
  });
});

it('is what numbers, packings and slots add up to', () => {
  const { graph, plan } = scheduleGraph(sharedWeights(3).graph, plainTarget('hardware'));
  const sum = (memory: readonly { readonly byteLength: number }[]) =>
    memory.reduce((total, { byteLength }) => total + byteLength, 0);
  const numbers = 4 * product(valueNamed(graph, 'w').shape);
  expect(bytesOf(graph, plan)).toBe(sum(plan.slots) + sum(storedConstants(plan)) + numbers);
});
