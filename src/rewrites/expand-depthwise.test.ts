// The beginnings of inverted residuals as one node: which pairs are joined, that the graph computes the same, and what it costs.

import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { type Activation, RELU6 } from '../ops/elementwise/functions';
import { evenPads } from '../ops/window';
import { optimizeGraph } from './all-passes';
import { ConvNet, type Given, lowered as loweredBy } from './conv-net.fixtures';
import { expandDepthwise } from './expand-depthwise';
import { byItsRule, rewritten, type Wants } from './rewrite.fixtures';

const lowered = (graph: Graph) => loweredBy(graph, expandDepthwise);

/** A depthwise convolution behind a pointwise one to 9 channels, both with one activation. */
function pair(net: ConvNet, before: Given = {}, after: Given = {}): string {
  const activation = after.activation ?? before.activation ?? RELU6;
  const x = net.pointwise('e', 'x', { filters: 9, activation, ...before });
  return net.depthwise('d', { activation, ...after, x });
}

describe('expandDepthwise', () => {
  it('makes one node of both, with the name and value of the depthwise convolution', () => {
    const net = new ConvNet();
    const graph = net.builder.build([pair(net)]);
    const result = lowered(graph);
    expect(result.nodes).toEqual([
      {
        name: 'd',
        op: 'expand-depthwise',
        inputs: ['x', 'e.w', 'e.b', 'd.w', 'd.b'],
        outputs: ['d'],
        attributes: {
          kernel: [3, 3],
          strides: [1, 1],
          pads: evenPads(1),
          dilations: [1, 1],
          activation: RELU6,
        },
      },
    ]);
    expect(result.values.has('e')).toBe(false);
    const [before, after] = [costOfGraph(graph), costOfGraph(result)];
    expect(after).toEqual({ ...before, activationBytes: 4 * 70 * 9 });
  });

  // The map is at least 0.5, but for the zeros around it.
  it.each<[Given, Activation]>([
    [{}, { clamp: [0.5, 3] }],
    [{ strides: [2, 2], pads: { top: 0, left: 0, bottom: 1, right: 1 } }, 'hard-swish'],
    [{ dilations: [2, 1], pads: evenPads(2) }, 'silu'],
    [{ kernel: [2, 5], strides: [1, 3] }, 'none'],
  ])('takes any window and activation: %o, %o', (window, activation) => {
    const net = new ConvNet();
    const graph = net.builder.build([pair(net, {}, { ...window, activation })]);
    expect(opsOf(lowered(graph))).toEqual(['expand-depthwise']);
  });

  it('takes values inside wider ones, but not where both ends lie in one buffer', () => {
    const block = (isApart: boolean) => {
      const net = new ConvNet();
      const left = net.tanh('left');
      const e = net.pointwise('e', left, { activation: RELU6 });
      const d = net.depthwise('d', { x: e });
      const values = isApart ? [d, net.tanh('right')] : [left, d];
      const graph = optimizeGraph(net.builder.build([net.concat('y', ...values), left]));
      return { graph, result: lowered(graph) };
    };
    const apart = block(true);
    expect(opsOf(apart.result)).toContain('expand-depthwise');
    expect(valueNamed(apart.result, 'd').view).toEqual({ of: 'y', channelOffset: 0 });
    const { graph, result } = block(false);
    expect(valueNamed(graph, 'left').view?.of).toBe(valueNamed(graph, 'd').view?.of);
    expect(result).toBe(graph);
  });

  it.each<[string, (net: ConvNet) => string[]]>([
    ['maps that are outputs', (net) => [pair(net), 'e']],
    ['maps that others read', (net) => [pair(net), net.tanh('other', 'e')]],
    [
      'maps that are parts of others',
      (net) => {
        const d = pair(net);
        return [d, net.concat('y', net.tanh('left'), 'e')];
      },
    ],
    ['two activations', (net) => [pair(net, { activation: 'relu' }, { activation: 'none' })]],
    [
      'quantised maps',
      (net) => [pair(net, { activation: { quantize: { scale: 1 / 8, low: 0, high: 3 } } })],
    ],
    ['several filters for a channel', (net) => [pair(net, {}, { filters: 18 })]],
    ['groups of several channels', (net) => [pair(net, {}, { groups: 3 })]],
    ['windows before the map', (net) => [pair(net, { kernel: [3, 3], pads: evenPads(1) })]],
    ['strides before it', (net) => [pair(net, { strides: [2, 1] })]],
    ['groups before it', (net) => [pair(net, { groups: 3 })]],
    ['prologues', (net) => [pair(net, { prologue: 'relu' })]],
    ['computed weights', (net) => [pair(net, { weightsAre: 'computed' })]],
    ['computed depthwise biases', (net) => [pair(net, {}, { biasIs: 'computed' })]],
    ['pointwise convolutions without a bias', (net) => [pair(net, { biasIs: 'absent' })]],
    ['depthwise convolutions without a bias', (net) => [pair(net, {}, { biasIs: 'absent' })]],
    [
      'other nodes in between',
      (net) => [net.depthwise('d', { x: net.tanh('t', net.pointwise('e')), activation: 'relu' })],
    ],
  ])('leaves %s as they are', (_, add) => {
    const net = new ConvNet();
    const built = net.builder.build(add(net));
    // Passes elide concats, and so make parts of values.
    const graph = built.nodes.some(({ op }) => op === 'concat') ? optimizeGraph(built) : built;
    expect(opsOf(graph).filter((op) => op === 'conv2d')).toHaveLength(2);
    expect(rewritten(graph, expandDepthwise, 'software')).toBe(graph);
  });

  it('asks the rule, which joins none of its own accord', () => {
    const net = new ConvNet();
    const graph = net.builder.build([pair(net)]);
    const asked: unknown[] = [];
    const never: Wants = (_, { take }, adapter) => {
      asked.push(...take.map(({ name }) => name), adapter);
      return false;
    };
    expect(rewritten(graph, expandDepthwise, 'hardware', never)).toBe(graph);
    expect(asked).toEqual(['e', 'd', 'hardware']);
    for (const adapter of ['software', 'hardware'] as const)
      expect(byItsRule(graph, expandDepthwise, adapter)).toBe(graph);
  });
});
