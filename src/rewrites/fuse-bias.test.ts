// Bias into the convolution before it, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import { evaluateGraph } from '../reference/evaluate-graph';
import { fuseBias } from './fuse-bias';
import { randomInputs, SmallNet } from './passes.fixtures';

function expectUntouched(graph: Graph): void {
  expect(fuseBias.run(graph).nodes).toEqual(graph.nodes);
}

describe('fuse-bias', () => {
  it('turns convolution and bias into one node that keeps the last name for its value', () => {
    const net = new SmallNet();
    const graph = net.build(net.bias('biased', net.conv('conv', net.x, 5, 3)));
    const fused = fuseBias.run(graph);
    verifyGraph(fused);
    expect(opsOf(fused)).toEqual(['conv2d']);
    expect(fused.nodes[0]).toMatchObject({
      inputs: ['x', 'conv.w', 'biased.b'],
      outputs: ['biased'],
    });
    expect(fused.values.has('conv')).toBe(false);
  });

  it('computes the same', () => {
    const net = new SmallNet();
    const graph = net.build(net.bias('biased', net.conv('conv', net.x, 5, 3)));
    const inputs = randomInputs(graph);
    const plain = evaluateGraph(graph, inputs).get('biased')?.data ?? [];
    const fused = evaluateGraph(fuseBias.run(graph), inputs).get('biased')?.data ?? [];
    expect(fused).toHaveLength(plain.length);
    // The reference sums in doubles: fused, one rounding to float; apart, one of |conv| < 27 (half an ULP there
    // is 2^-20) and one of the result (< 28, the same half ULP).
    for (const [i, want] of plain.entries()) {
      expect(Math.abs((fused[i] ?? Number.NaN) - want), `element ${i}`).toBeLessThanOrEqual(
        3 * 2 ** -20,
      );
    }
  });

  it('leaves a convolution that is a graph output', () => {
    const net = new SmallNet();
    const conv = net.conv('conv', net.x, 5);
    expectUntouched(net.build(net.bias('biased', conv), conv));
  });

  it('leaves a convolution that something else reads too', () => {
    const net = new SmallNet();
    const conv = net.conv('conv', net.x, 5);
    expectUntouched(net.build(net.bias('biased', conv), net.relu('other', conv)));
  });

  it('leaves a bias that is computed', () => {
    const net = new SmallNet();
    const b = net.graph.input('b', [5]);
    const conv = net.conv('conv', net.x, 5);
    expectUntouched(net.build(net.graph.node('bias-add', 'biased', [conv, b], {})));
  });

  it('leaves a second bias behind the first', () => {
    const net = new SmallNet();
    const first = net.bias('first', net.conv('conv', net.x, 5));
    expect(opsOf(fuseBias.run(net.build(net.bias('second', first))))).toEqual([
      'conv2d',
      'bias-add',
    ]);
  });

  it('leaves a bias behind a convolution that already ends in an activation', () => {
    const net = new SmallNet();
    const graph = net.build(net.bias('biased', net.conv('conv', net.x, 5)));
    const nodes = graph.nodes.map((node) =>
      node.op === 'conv2d'
        ? { ...node, attributes: { ...node.attributes, activation: 'relu' as const } }
        : node,
    );
    expectUntouched({ ...graph, nodes });
  });

  it('leaves a bias behind anything but a convolution', () => {
    const net = new SmallNet();
    expectUntouched(net.build(net.bias('biased', net.relu('relu', net.x))));
    const other = new SmallNet();
    expectUntouched(other.build(other.bias('biased', other.x)));
  });
});
