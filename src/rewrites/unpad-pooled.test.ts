// Padded pointwise convolutions ahead of a mean over space, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { type Activation, RELU6 } from '../ops/elementwise/functions';
import { evenPads, NO_PADS, type Pads } from '../ops/window';
import { channelsOf } from '../tensor/tensor';
import { optimizeGraph } from './all-passes';
import { expectSameOutputs, SmallNet } from './passes.fixtures';
import { unpadPooled } from './unpad-pooled';

/**
 * Sums of a bias and three products are below 4. Of either mean, its terms and itself are rounded; of the rewritten one
 * also share, shift, border, product and sum: less than eight times 4 · 2⁻²⁴ in all.
 */
const BOUND = 2 ** -19;

const UNEVEN: Pads = { top: 1, left: 0, bottom: 2, right: 3 };

/** A pointwise convolution, padded by one. */
const PADDED: Conv2dAttributes = {
  kernel: [1, 1],
  strides: [1, 1],
  pads: evenPads(1),
  dilations: [1, 1],
  groups: 1,
  activation: 'none',
};

interface Layer extends Partial<Conv2dAttributes> {
  readonly bias?: boolean;
}

/** A convolution `conv` of x to 4 channels, `PADDED` but for what is given. */
function addConv(net: SmallNet, { bias = true, ...given }: Layer = {}): string {
  const attributes: Conv2dAttributes = { ...PADDED, ...given };
  const channels = channelsOf(net.graph.shapeOf(net.x));
  const shape = [4, channels / attributes.groups, ...attributes.kernel];
  const inputs = [net.x, net.weights('conv.w', shape)];
  if (bias) inputs.push(net.weights('conv.bias', [4]));
  if (attributes.prologue !== undefined) {
    inputs.push(net.weights('scale', [channels]), net.weights('shift', [channels]));
  }
  return net.graph.node('conv2d', 'conv', inputs, attributes);
}

function addMean(net: SmallNet, x: string, name = 'mean'): string {
  return net.graph.node('global-average-pool', name, [x], {});
}

/** Such a convolution and the mean of it; two pictures. */
function pooled(layer: Layer = {}): Graph {
  const net = new SmallNet([2, 5, 4, 3]);
  return net.build(addMean(net, addConv(net, layer)));
}

function expectUntouched(graph: Graph): void {
  expect(unpadPooled.run(graph)).toBe(graph);
}

describe('unpad-pooled', () => {
  // The border of a clamp from 0.25 on is not zero, even without a bias.
  const activations: readonly Activation[] = ['relu', 'none', RELU6, { clamp: [0.25, 0.5] }];
  const cases = activations.flatMap((activation) =>
    [true, false].flatMap((bias) =>
      [evenPads(1), evenPads(3), UNEVEN].map((pads) => ({ activation, bias, pads })),
    ),
  );

  it.each(cases)('takes the border off, and adds its share to the mean: %o', (layer) => {
    const graph = pooled(layer);
    const unpadded = unpadPooled.run(graph);
    expect(opsOf(unpadded)).toEqual(['conv2d', 'global-average-pool', 'batch-norm']);
    expect(unpadded.nodes[0]).toMatchObject({
      name: 'conv',
      attributes: { pads: NO_PADS, activation: layer.activation },
    });
    expect(unpadded.nodes.at(-1)).toMatchObject({ name: 'mean', outputs: ['mean'] });
    expect(valueNamed(unpadded, 'conv').shape).toEqual([2, 5, 4, 4]);
    expectSameOutputs(graph, unpadded, BOUND);
  });

  it('leaves what comes before and after where it is', () => {
    const net = new SmallNet();
    const mean = addMean(net, addConv(net, { activation: 'relu' }));
    const other = net.relu('other', net.x);
    const graph = net.build(net.graph.node('softmax', 'prob', [mean], {}), mean, other);
    const unpadded = unpadPooled.run(graph);
    expect(unpadded.outputs).toEqual(['prob', 'mean', 'other']);
    expect(opsOf(unpadded)).toEqual([
      'conv2d',
      'global-average-pool',
      'batch-norm',
      'activation',
      'softmax',
    ]);
    expectSameOutputs(graph, unpadded, BOUND);
  });

  it('takes new names where those that it wants are taken', () => {
    const net = new SmallNet();
    const mean = addMean(net, addConv(net));
    const taken = ['inside', 'scale', 'shift'].map((part) => net.relu(`mean/${part}`, net.x));
    const graph = net.build(mean, ...taken);
    const unpadded = unpadPooled.run(graph);
    expect(opsOf(unpadded)).toContain('batch-norm');
    expectSameOutputs(graph, unpadded, BOUND);
  });

  it('runs once biases and activations are in the layer', () => {
    const net = new SmallNet();
    const conv = addConv(net, { bias: false });
    const graph = net.build(addMean(net, net.relu('relu', net.bias('bias', conv))));
    // A bias behind the convolution is on the border too.
    const optimized = optimizeGraph(graph);
    expect(opsOf(optimized)).toEqual(['conv2d', 'global-average-pool', 'batch-norm']);
    expect(optimized.nodes[0]).toMatchObject({ attributes: { pads: NO_PADS, activation: 'relu' } });
    expectSameOutputs(graph, optimized, BOUND);
  });

  it('takes a border off that stood as a node of its own', () => {
    const net = new SmallNet();
    const border = net.graph.node('pad2d', 'border', [net.x], { pads: UNEVEN, value: 0 });
    const graph = net.build(addMean(net, net.conv('conv', border, 4)));
    const optimized = optimizeGraph(graph);
    expect(opsOf(optimized)).toEqual(['conv2d', 'global-average-pool', 'batch-norm']);
    expectSameOutputs(graph, optimized, BOUND);
  });
});

describe('unpad-pooled leaves', () => {
  it.each<[string, Layer]>([
    ['a convolution without padding', { pads: NO_PADS }],
    ['a 3×3 window, which sees x from the border', { kernel: [3, 3] }],
    ['a stride, which does not see all of x', { strides: [2, 2] }],
    ['a stride along one axis', { strides: [1, 2] }],
    ['a prologue, which the border does not have', { prologue: 'relu' }],
  ])('%s', (_, layer) => {
    expectUntouched(pooled(layer));
  });

  it('groups', () => {
    const net = new SmallNet([1, 5, 4, 6]);
    expectUntouched(net.build(addMean(net, addConv(net, { groups: 2 }))));
  });

  it('a convolution whose value is an output', () => {
    const net = new SmallNet();
    const conv = addConv(net);
    expectUntouched(net.build(addMean(net, conv), conv));
  });

  it('a convolution that others read', () => {
    const net = new SmallNet();
    const conv = addConv(net);
    expectUntouched(net.build(addMean(net, conv), net.relu('other', conv)));
    const twice = new SmallNet();
    const shared = addConv(twice);
    expectUntouched(twice.build(addMean(twice, shared), addMean(twice, shared, 'again')));
  });

  it('a bias that is computed: its border is not known', () => {
    const net = new SmallNet();
    const bias = net.graph.input('bias', [4]);
    const inputs = [net.x, net.weights('conv.w', [4, 3, 1, 1]), bias];
    const conv = net.graph.node('conv2d', 'conv', inputs, PADDED);
    expectUntouched(net.build(addMean(net, conv)));
  });

  it('a convolution whose value lies in that of another node', () => {
    const net = new SmallNet();
    const conv = addConv(net);
    const graph = net.build(addMean(net, conv));
    const view = { of: 'whole', channelOffset: 0 };
    const value = graph.values.get(conv);
    if (!value) throw new Error('The convolution gives no value.');
    const whole = { ...value, name: 'whole' };
    const values = new Map(graph.values).set('whole', whole).set(conv, { ...value, view });
    expectUntouched({ ...graph, values });
  });

  it('other pools, and means of other layers', () => {
    const net = new SmallNet();
    expectUntouched(net.build(net.graph.node('global-max-pool', 'max', [addConv(net)], {})));
    const windows = new SmallNet();
    expectUntouched(windows.build(windows.pool('pool', addConv(windows))));
    const mean = new SmallNet();
    expectUntouched(mean.build(addMean(mean, mean.pool('pool', mean.x))));
  });
});
