// Convolutions whose sums are rounded to steps, with and without the pass.
import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import type { Activation } from '../ops/elementwise/functions';
import type { Ties } from '../ops/elementwise/requantize';
import { optimizeGraph } from './all-passes';
import { FURTHER_PASSES } from './further-passes';
import { fuseRequantize } from './fuse-requantize';
import { inOrder } from './optimize';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

const WHOLE: Activation = { quantize: { scale: 1, low: -(2 ** 31), high: 2 ** 31 } };

interface Form {
  readonly activation?: Activation;
  readonly ties?: Ties;
  /** Whether the factors are computed. */
  readonly isComputed?: boolean;
  /** Whether somebody else reads the sums. */
  readonly isShared?: boolean;
}

/** A convolution, its bias and what becomes of its sums, as readers of quantised files write them. */
function layerOf({ activation = WHOLE, ties = 'even', isComputed, isShared }: Form = {}): Graph {
  const net = new SmallNet();
  const sums = net.activation('whole', net.bias('bias', net.conv('conv', net.x, 4, 3)), activation);
  const factors = isComputed
    ? net.reshape('factors', net.graph.input('f', [1, 4]), [4])
    : net.weights('factors', [4]);
  const attributes = { ties, origin: 0, range: [-100, 100] as const };
  const steps = net.graph.node('requantize', 'steps', [sums, factors], attributes);
  return net.build(steps, ...(isShared ? [net.pool('pool', sums)] : []));
}

/** With what fusing stands on: the convolution has its bias and its activation. */
const passes = inOrder(FURTHER_PASSES);
const before = passes.slice(0, passes.indexOf(fuseRequantize));
const prepared = (graph: Graph) => before.reduce((current, pass) => pass.run(current), graph);

describe('fuse-requantize', () => {
  it.each<[string, Form]>([
    ['sums that are said to be whole', {}],
    ['sums of which nothing is said', { activation: 'none' }],
  ])('rounds %s in the layer', (_, form) => {
    const graph = prepared(layerOf(form));
    const fused = fuseRequantize.run(graph);
    expect(opsOf(graph)).toEqual(['conv2d', 'requantize']);
    expect(fused.nodes).toMatchObject([
      {
        ...{ op: 'requantized-conv2d', name: 'steps', outputs: ['steps'] },
        inputs: ['x', 'conv.w', 'bias.b', 'factors'],
        attributes: { kernel: [3, 3], groups: 1, range: [-100, 100] },
      },
    ]);
    // Numbers of tests are not whole: they are rounded once, behind the factors.
    expectSameOutputs(prepared(layerOf({ activation: 'none' })), fused);
  });

  it.each<[string, Form]>([
    ['limited sums', { activation: 'relu' }],
    ['sums in other steps', { activation: { quantize: { scale: 2, low: -1e9, high: 1e9 } } }],
    ['sums within bounds', { activation: { quantize: { scale: 1, low: -99, high: 1e9 } } }],
    ['ties that go up', { ties: 'up' }],
    ['factors that are computed', { isComputed: true }],
    ['sums that others read', { isShared: true }],
  ])('leaves %s', (_, form) => {
    const graph = prepared(layerOf(form));
    expect(opsOf(graph)).toContain('requantize');
    expect(fuseRequantize.run(graph)).toEqual(graph);
  });

  it('is what WebGPU computes by, and the CPU does not', () => {
    const graph = layerOf();
    expect(opsOf(optimizeGraph(graph))).toEqual(['requantized-conv2d']);
    for (const engine of ['simd', 'javascript'] as const) {
      expect(inOrder(FURTHER_PASSES, { engine })).not.toContain(fuseRequantize);
    }
  });
});
