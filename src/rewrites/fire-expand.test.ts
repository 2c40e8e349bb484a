// Pairs of expand layers as one node: which are joined, that the graph computes the same, and what it costs.

import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import type { Activation } from '../ops/elementwise/functions';
import { evenPads } from '../ops/window';
import { evaluateGraph } from '../reference/evaluate-graph';
import { fireExpand } from './fire-expand';
import { FireNet, random, SHAPE } from './fire-net.fixtures';
import { byItsRule, rewritten, type Wants } from './rewrite.fixtures';

/** Lowers, verifies, and holds every output against that of the graph before. */
function lowered(graph: Graph): Graph {
  const result = rewritten(graph, fireExpand, 'software');
  verifyGraph(result);
  const inputs = { x: random(SHAPE, 3) };
  const [want, got] = [evaluateGraph(graph, inputs), evaluateGraph(result, inputs)];
  for (const name of graph.outputs) expect(got.get(name)?.data).toEqual(want.get(name)?.data);
  return result;
}

describe('fireExpand', () => {
  it('makes one node of both layers, a view of all their channels', () => {
    const net = new FireNet();
    const graph = net.build(net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 7)));
    const result = lowered(graph);
    expect(result.nodes).toMatchObject([
      {
        name: 'a+b',
        op: 'fire-expand',
        inputs: ['x', 'a.w', 'a.b', 'b.w', 'b.b'],
        attributes: { activation: 'relu', first: 1 },
      },
    ]);
    expect(valueNamed(result, 'a+b')).toMatchObject({
      shape: [2, 5, 4, 10],
      view: { of: 'y', channelOffset: 0 },
    });
    expect(costOfGraph(result)).toEqual(costOfGraph(graph));
  });

  it('takes them in either order, in space and in time', () => {
    const net = new FireNet();
    const [a, b] = [net.conv('a', 1, 3), net.conv('b', 3, 7)];
    const result = lowered(net.build(net.concat('y', b, a)));
    expect(result.nodes).toMatchObject([
      { name: 'b+a', inputs: ['x', 'a.w', 'a.b', 'b.w', 'b.b'], attributes: { first: 3 } },
    ]);
  });

  it('takes them inside wider values, also of another shape, and with other nodes in between', () => {
    const net = new FireNet();
    const a = net.conv('a', 1, 3);
    const between = net.relu('between', 'x');
    const b = net.conv('b', 3, 7);
    const inner = net.concat('inner', net.relu('left', 'x'), a, b, between);
    const flat = net.builder.node('reshape', 'flat', [inner], { shape: [2, 20, 1, 22] });
    const result = lowered(net.build(flat));
    expect(opsOf(result).toSorted()).toEqual(['activation', 'activation', 'fire-expand']);
    expect(valueNamed(result, 'a+b').view?.channelOffset).toBe(6);
  });

  it('takes quantised layers, and every pair of a network', () => {
    const activation: Activation = { quantize: { scale: 1 / 8, low: 0, high: 3 } };
    const net = new FireNet();
    const module = (name: string, x: string) =>
      net.concat(
        name,
        net.conv(`${name}.1`, 1, 4, { activation }, x),
        net.conv(`${name}.3`, 3, 5, { activation }, x),
      );
    const result = lowered(net.build(module('second', module('first', 'x'))));
    expect(opsOf(result)).toEqual(['fire-expand', 'fire-expand']);
  });

  it('joins a layer with one neighbour only', () => {
    const net = new FireNet();
    const values = [net.conv('a', 3, 2), net.conv('b', 1, 3), net.conv('c', 3, 4)];
    const result = lowered(net.build(net.concat('y', ...values)));
    expect(opsOf(result).toSorted()).toEqual(['conv2d', 'fire-expand']);
  });

  it('finds names that are free', () => {
    const net = new FireNet();
    const taken = net.relu('a+b', 'x');
    const layers = [net.conv('a', 1, 3, {}, taken), net.conv('b', 3, 7, {}, taken)];
    const result = lowered(net.build(net.concat('y', ...layers)));
    expect(result.nodes.map(({ name }) => name)).toEqual(['a+b', 'a+b2']);
  });

  it.each<[string, (net: FireNet) => string[]]>([
    [
      'parts that something else reads',
      (net) => {
        const a = net.conv('a', 1, 3);
        return [net.concat('y', a, net.conv('b', 3, 7)), net.relu('reader', a)];
      },
    ],
    [
      'parts that are outputs',
      (net) => {
        const b = net.conv('b', 3, 7);
        return [net.concat('y', net.conv('a', 1, 3), b), b];
      },
    ],
    [
      'different activations',
      (net) => [net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 7, { activation: 'none' }))],
    ],
    [
      'different inputs',
      (net) => [
        net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 7, {}, net.relu('other', 'x'))),
      ],
    ],
    [
      'layers that are not adjacent',
      (net) => [net.concat('y', net.conv('a', 1, 3), net.relu('middle', 'x'), net.conv('b', 3, 7))],
    ],
    [
      'layers in different buffers',
      (net) => [
        net.concat('y', net.conv('a', 1, 3), net.relu('left', 'x')),
        net.concat('z', net.conv('b', 3, 7), net.relu('right', 'x')),
      ],
    ],
    ['layers in buffers of their own', (net) => [net.conv('a', 1, 3), net.conv('b', 3, 7)]],
    ['two of one size', (net) => [net.concat('y', net.conv('a', 3, 3), net.conv('b', 3, 7))]],
    ['groups', (net) => [net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 6, { groups: 2 }))]],
    [
      'dilations',
      (net) => {
        const given = { dilations: [2, 2], pads: evenPads(2) } as const;
        return [net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 7, given))];
      },
    ],
    [
      'strides',
      (net) => {
        const given = { strides: [2, 2] } as const;
        return [net.concat('y', net.conv('a', 1, 3, given), net.conv('b', 3, 7, given))];
      },
    ],
  ])('leaves %s as they are', (_, add) => {
    const net = new FireNet();
    const graph = net.build(...add(net));
    expect(opsOf(graph).filter((op) => op === 'conv2d')).toHaveLength(2);
    expect(rewritten(graph, fireExpand, 'software')).toBe(graph);
  });

  it('leaves layers without biases, or with weights that are computed', () => {
    for (const isComputed of [true, false]) {
      const net = new FireNet();
      const w = isComputed
        ? net.builder.input('w', [4, 6, 1, 1])
        : net.builder.constant('w', random([4, 6, 1, 1], 1));
      const inputs = isComputed ? ['x', w, net.builder.constant('b0', random([4], 1))] : ['x', w];
      const a = net.builder.node('conv2d', 'a', inputs, {
        kernel: [1, 1],
        pads: evenPads(0),
        strides: [1, 1],
        dilations: [1, 1],
        groups: 1,
        activation: 'relu',
      });
      const graph = net.build(net.concat('y', a, net.conv('b', 3, 7)));
      expect(rewritten(graph, fireExpand, 'software')).toBe(graph);
    }
  });

  it('asks the rule, which joins none of its own accord', () => {
    const net = new FireNet();
    const graph = net.build(net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 7)));
    const asked: unknown[] = [];
    const never: Wants = (_, { take }, adapter) => {
      asked.push(...take.map(({ name }) => name), adapter);
      return false;
    };
    expect(rewritten(graph, fireExpand, 'hardware', never)).toBe(graph);
    expect(asked).toEqual(['a', 'b', 'hardware']);
    for (const adapter of ['software', 'hardware'] as const)
      expect(byItsRule(graph, fireExpand, adapter)).toBe(graph);
  });
});
