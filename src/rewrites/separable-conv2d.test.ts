// Depthwise separable convolutions as one node: which pairs are joined, that the graph computes the same, and what it costs.

import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { type Activation, RELU6 } from '../ops/elementwise/functions';
import { evenPads, NO_PADS } from '../ops/window';
import { optimizeGraph } from './all-passes';
import { ConvNet, type Given, lowered as loweredBy } from './conv-net.fixtures';
import { byItsRule, rewritten, type Wants } from './rewrite.fixtures';
import { separableConv2d } from './separable-conv2d';

const lowered = (graph: Graph) => loweredBy(graph, separableConv2d);

describe('separableConv2d', () => {
  it('makes one node of both, with the name and value of the pointwise convolution', () => {
    const net = new ConvNet();
    const graph = net.builder.build([net.pointwise('p', net.depthwise('d'))]);
    const result = lowered(graph);
    expect(result.nodes).toEqual([
      {
        name: 'p',
        op: 'separable-conv2d',
        inputs: ['x', 'd.w', 'd.b', 'p.w', 'p.b'],
        outputs: ['p'],
        attributes: {
          kernel: [3, 3],
          strides: [1, 1],
          pads: evenPads(1),
          dilations: [1, 1],
          depthwiseActivation: RELU6,
          activation: 'relu',
        },
      },
    ]);
    expect(result.values.has('d')).toBe(false);
    const [before, after] = [costOfGraph(graph), costOfGraph(result)];
    expect(after).toEqual({ ...before, activationBytes: 4 * 70 * 5 });
  });

  it.each<[Given, Activation]>([
    [{ strides: [2, 2], pads: { top: 0, left: 0, bottom: 1, right: 1 } }, 'none'],
    [{ dilations: [2, 1], pads: evenPads(2), activation: { clamp: [-0.25, 0.5] } }, 'silu'],
    [{ kernel: [2, 5], strides: [1, 3], activation: 'none' }, { leakyRelu: 0.1 }],
    [
      { kernel: [1, 1], pads: NO_PADS, activation: 'relu' },
      { quantize: { scale: 1, low: 0, high: 9 } },
    ],
  ])('takes any window, bounds of the map and activation of y: %o, %o', (given, activation) => {
    const net = new ConvNet();
    const graph = net.builder.build([
      net.pointwise('p', net.depthwise('d', given), { activation }),
    ]);
    expect(opsOf(lowered(graph))).toEqual(['separable-conv2d']);
  });

  it('takes convolutions of one channel, and no convolution twice', () => {
    const net = new ConvNet();
    const one = net.pointwise('one', 'x', { filters: 1 });
    const middle = net.pointwise('middle', net.depthwise('d', { x: one }), { filters: 1 });
    const graph = net.builder.build([net.pointwise('p', middle)]);
    expect(opsOf(lowered(graph))).toEqual(['conv2d', 'separable-conv2d', 'conv2d']);
  });

  it('takes values inside wider ones, but not where both ends lie in one buffer', () => {
    const block = (isApart: boolean) => {
      const net = new ConvNet();
      const left = net.tanh('left');
      const p = net.pointwise('p', net.depthwise('d', { x: left }));
      const values = isApart ? [p, net.tanh('right')] : [left, p];
      const graph = optimizeGraph(net.builder.build([net.concat('y', ...values), left]));
      return { graph, result: lowered(graph) };
    };
    const apart = block(true);
    expect(opsOf(apart.result)).toContain('separable-conv2d');
    expect(valueNamed(apart.result, 'p').view).toEqual({ of: 'y', channelOffset: 0 });
    const { graph, result } = block(false);
    expect(valueNamed(graph, 'left').view?.of).toBe(valueNamed(graph, 'p').view?.of);
    expect(result).toBe(graph);
  });

  it.each<[string, (net: ConvNet) => string[]]>([
    ['maps that are outputs', (net) => [net.pointwise('p', net.depthwise('d')), 'd']],
    [
      'maps that others read',
      (net) => [net.pointwise('p', net.depthwise('d')), net.tanh('other', 'd')],
    ],
    [
      'maps that are parts of others',
      (net) => {
        const map = net.depthwise('d');
        return [net.pointwise('p', map), net.concat('y', net.tanh('left'), map)];
      },
    ],
    [
      'several filters for a channel',
      (net) => [net.pointwise('p', net.depthwise('d', { filters: 12 }))],
    ],
    [
      'groups of several channels',
      (net) => [net.pointwise('p', net.depthwise('d', { groups: 3 }))],
    ],
    ['dense windows', (net) => [net.pointwise('p', net.depthwise('d', { groups: 1 }))]],
    [
      'quantised maps',
      (net) => {
        const activation = { quantize: { scale: 1 / 8, low: 0, high: 3 } };
        return [net.pointwise('p', net.depthwise('d', { activation }))];
      },
    ],
    [
      'maps behind other functions than bounds',
      (net) => [net.pointwise('p', net.depthwise('d', { activation: 'hard-swish' }))],
    ],
    [
      'windows behind the map',
      (net) => [net.pointwise('p', net.depthwise('d'), { kernel: [3, 3], pads: evenPads(1) })],
    ],
    ['strides behind it', (net) => [net.pointwise('p', net.depthwise('d'), { strides: [2, 1] })]],
    [
      'a border around it',
      (net) => [net.pointwise('p', net.depthwise('d'), { pads: evenPads(1) })],
    ],
    [
      'groups behind it',
      (net) => [net.pointwise('p', net.depthwise('d'), { groups: 2, filters: 4 })],
    ],
    ['prologues', (net) => [net.pointwise('p', net.depthwise('d'), { prologue: 'relu' })]],
    [
      'depthwise prologues',
      (net) => [net.pointwise('p', net.depthwise('d', { prologue: 'relu' }))],
    ],
    [
      'computed depthwise weights',
      (net) => [net.pointwise('p', net.depthwise('d', { weightsAre: 'computed' }))],
    ],
    ['computed biases', (net) => [net.pointwise('p', net.depthwise('d'), { biasIs: 'computed' })]],
    [
      'depthwise convolutions without a bias',
      (net) => [net.pointwise('p', net.depthwise('d', { biasIs: 'absent' }))],
    ],
    [
      'pointwise convolutions without a bias',
      (net) => [net.pointwise('p', net.depthwise('d'), { biasIs: 'absent' })],
    ],
    ['other nodes in between', (net) => [net.pointwise('p', net.tanh('t', net.depthwise('d')))]],
  ])('leaves %s as they are', (_, add) => {
    const net = new ConvNet();
    const built = net.builder.build(add(net));
    // Passes elide concats, and so make parts of values.
    const graph = built.nodes.some(({ op }) => op === 'concat') ? optimizeGraph(built) : built;
    expect(opsOf(graph).filter((op) => op === 'conv2d')).toHaveLength(2);
    expect(rewritten(graph, separableConv2d, 'software')).toBe(graph);
  });

  it('asks the rule, which joins none of its own accord', () => {
    const net = new ConvNet();
    const graph = net.builder.build([net.pointwise('p', net.depthwise('d'))]);
    const asked: unknown[] = [];
    const never: Wants = (_, { take }, adapter) => {
      asked.push(...take.map(({ name }) => name), adapter);
      return false;
    };
    expect(rewritten(graph, separableConv2d, 'hardware', never)).toBe(graph);
    expect(asked).toEqual(['d', 'p', 'hardware']);
    for (const adapter of ['software', 'hardware'] as const)
      expect(byItsRule(graph, separableConv2d, adapter)).toBe(graph);
  });
});
