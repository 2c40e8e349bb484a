// Fire modules as one node: which are, that the graph computes the same, and what it costs.

import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import type { Conv2dAttributes } from '../ops/conv/conv2d';
import { RELU6 } from '../ops/elementwise/functions';
import { evaluateGraph } from '../reference/evaluate-graph';
import { fire } from './fire';
import { FireNet, random, SHAPE } from './fire-net.fixtures';
import { byItsRule, rewritten, type Wants } from './rewrite.fixtures';

/** Lowers, verifies, and holds every output against that of the graph before. */
function lowered(graph: Graph): Graph {
  const result = rewritten(graph, fire, 'software');
  verifyGraph(result);
  const inputs = { x: random(SHAPE, 3) };
  const [want, got] = [evaluateGraph(graph, inputs), evaluateGraph(result, inputs)];
  for (const name of graph.outputs) expect(got.get(name)?.data).toEqual(want.get(name)?.data);
  return result;
}

/** Layers s, a and b, and the values of the latter two. */
function fireOf(net: FireNet, squeeze: Partial<Conv2dAttributes> = {}, channels = 5): string[] {
  const s = net.conv('s', 1, channels, squeeze);
  return [
    net.conv('a', 1, 3, { activation: 'tanh' }, s),
    net.conv('b', 3, 7, { activation: 'tanh' }, s),
  ];
}

describe('fire', () => {
  it('makes one node of all three layers, a view of the expand layers’ channels', () => {
    const net = new FireNet();
    const graph = net.build(net.concat('y', ...fireOf(net)));
    const result = lowered(graph);
    expect(result.nodes).toMatchObject([
      {
        name: 's+a+b',
        op: 'fire',
        inputs: ['x', 's.w', 's.b', 'a.w', 'a.b', 'b.w', 'b.b'],
        outputs: ['s+a+b'],
        attributes: { squeeze: 'relu', activation: 'tanh', first: 1 },
      },
    ]);
    expect(valueNamed(result, 's+a+b')).toMatchObject({
      shape: [2, 5, 4, 10],
      view: { of: 'y', channelOffset: 0 },
    });
    expect([...result.values.keys()].filter((name) => 'sab'.includes(name))).toEqual([]);
    const { activationBytes: stored, ...rest } = costOfGraph(result);
    const { activationBytes: before, ...same } = costOfGraph(graph);
    expect(rest).toEqual(same);
    expect(before - stored).toBe(4 * 2 * 5 * 4 * 5);
  });

  it('takes either order of the parts, other nodes in between, and wider values', () => {
    const net = new FireNet();
    const [a = '', b = ''] = fireOf(net);
    const between = net.relu('between', 'x');
    const result = lowered(net.build(net.concat('y', net.relu('left', 'x'), b, a, between)));
    expect(opsOf(result).toSorted()).toEqual(['activation', 'activation', 'fire']);
    expect(result.nodes).toContainEqual(
      expect.objectContaining({ name: 's+b+a', attributes: expect.objectContaining({ first: 3 }) }),
    );
    expect(valueNamed(result, 's+b+a').view?.channelOffset).toBe(6);
  });

  it('takes squeeze layers that end in any bounds, and one module after the other', () => {
    for (const activation of ['none', RELU6] as const) {
      const net = new FireNet();
      const first = net.concat('first', ...fireOf(net, { activation }));
      const s = net.conv('s2', 1, 4, { activation }, first);
      const second = [net.conv('a2', 1, 4, {}, s), net.conv('b2', 3, 4, {}, s)];
      const result = lowered(net.build(net.concat('y', ...second)));
      expect(result.nodes.map(({ name, op }) => [name, op])).toEqual([
        ['s+a+b', 'fire'],
        ['s2+a2+b2', 'fire'],
      ]);
    }
  });

  it.each<[string, (net: FireNet) => string[]]>([
    [
      'squeeze layers that something else reads',
      (net) => [net.concat('y', ...fireOf(net)), net.relu('reader', 's')],
    ],
    ['squeeze layers that are outputs', (net) => [net.concat('y', ...fireOf(net)), 's']],
    [
      'squeeze layers that are views',
      (net) => [net.concat('y', ...fireOf(net)), net.concat('z', net.relu('left', 'x'), 's')],
    ],
    [
      'squeeze layers that are read in another shape, too',
      (net) => {
        const y = net.concat('y', ...fireOf(net));
        const flat = net.builder.node('reshape', 'flat', ['s'], { shape: [2, 20, 1, 5] });
        return [y, net.relu('reader', flat)];
      },
    ],
    [
      'quantised squeeze layers',
      (net) => {
        const activation = { quantize: { scale: 1 / 8, low: 0, high: 3 } };
        return [net.concat('y', ...fireOf(net, { activation }))];
      },
    ],
    [
      'squeeze layers that end in curves',
      (net) => [net.concat('y', ...fireOf(net, { activation: 'silu' }))],
    ],
    ['squeeze layers in groups', (net) => [net.concat('y', ...fireOf(net, { groups: 2 }, 6))]],
    [
      'modules that write beside what they read',
      (net) => {
        const x = net.relu('first', 'x');
        const s = net.conv('s', 1, 5, {}, x);
        return [net.concat('y', x, net.conv('a', 1, 3, {}, s), net.conv('b', 3, 7, {}, s))];
      },
    ],
    [
      'squeeze layers with windows',
      (net) => {
        const s = net.conv('s', 3, 5);
        return [net.concat('y', net.conv('a', 1, 3, {}, s), net.conv('b', 3, 7, {}, s))];
      },
    ],
    [
      'expand layers of an input',
      (net) => [net.concat('y', net.conv('a', 1, 3), net.conv('b', 3, 7))],
    ],
  ])('leaves %s as they are', (_, add) => {
    const net = new FireNet();
    const graph = net.build(...add(net));
    expect(opsOf(graph).filter((op) => op === 'conv2d').length).toBeGreaterThanOrEqual(2);
    expect(rewritten(graph, fire, 'software')).toBe(graph);
  });

  it('leaves squeeze layers without biases', () => {
    const net = new FireNet();
    const w = net.builder.constant('w', random([5, 6, 1, 1], 1));
    const { attributes } = net.build(net.conv('like', 1, 5)).nodes[0] ?? {};
    const s = net.builder.node('conv2d', 's', ['x', w], attributes as Conv2dAttributes);
    const expands = [net.conv('a', 1, 3, {}, s), net.conv('b', 3, 7, {}, s)];
    const graph = net.build(net.concat('y', ...expands));
    expect(rewritten(graph, fire, 'software')).toBe(graph);
  });

  it('asks the rule, which takes none of its own accord', () => {
    const net = new FireNet();
    const graph = net.build(net.concat('y', ...fireOf(net)));
    const asked: unknown[] = [];
    const never: Wants = (_, { take }, adapter) => {
      asked.push(...take.map(({ name }) => name), adapter);
      return false;
    };
    expect(rewritten(graph, fire, 'hardware', never)).toBe(graph);
    expect(asked).toEqual(['s', 'a', 'b', 'hardware']);
    for (const adapter of ['software', 'hardware'] as const)
      expect(byItsRule(graph, fire, adapter)).toBe(graph);
  });
});
