// Activation into the convolution before it, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { verifyGraph } from '../graph/verify';
import { evaluateGraph } from '../reference/evaluate-graph';
import { fuseActivation } from './fuse-activation';
import { expectSameOutputs, randomInputs, SmallNet } from './passes.fixtures';

function expectUntouched(graph: Graph): void {
  expect(fuseActivation.run(graph).nodes).toEqual(graph.nodes);
}

describe('fuse-activation', () => {
  it('turns convolution and activation into one node that keeps the last name for its value', () => {
    const net = new SmallNet();
    const fused = fuseActivation.run(net.build(net.relu('relu', net.conv('conv', net.x, 5))));
    verifyGraph(fused);
    expect(opsOf(fused)).toEqual(['conv2d']);
    expect(fused.nodes[0]).toMatchObject({
      outputs: ['relu'],
      attributes: { activation: 'relu' },
    });
    expect(fused.values.has('conv')).toBe(false);
  });

  it('computes exactly the same', () => {
    // Rounding to float and max(x, 0) give the same in either order.
    const net = new SmallNet();
    const graph = net.build(net.relu('relu', net.conv('conv', net.x, 5, 3)));
    const inputs = randomInputs(graph);
    const plain = evaluateGraph(graph, inputs).get('relu');
    expect(plain?.data.some((value) => value === 0)).toBe(true);
    expect(evaluateGraph(fuseActivation.run(graph), inputs).get('relu')).toEqual(plain);
  });

  it.each(['add', 'sub', 'mul', 'div', 'prelu'] as const)('takes an activation into %s', (op) => {
    const net = new SmallNet();
    const inputs = [net.x, net.weights('second', [1, 5, 4, 3])];
    const y = net.graph.node(op, 'y', inputs, { activation: 'none' });
    const graph = net.build(net.relu('relu', y));
    const fused = fuseActivation.run(graph);
    expect(opsOf(fused)).toEqual([op]);
    expectSameOutputs(graph, fused);
  });

  it('takes an activation into batch normalisation', () => {
    const net = new SmallNet();
    const graph = net.build(net.relu('relu', net.norm('norm', net.x)));
    const fused = fuseActivation.run(graph);
    expect(fused.nodes).toMatchObject([
      { op: 'batch-norm', outputs: ['relu'], attributes: { activation: 'relu' } },
    ]);
    expectSameOutputs(graph, fused);
  });

  it('leaves a convolution that is a graph output', () => {
    const net = new SmallNet();
    const conv = net.conv('conv', net.x, 5);
    expectUntouched(net.build(net.relu('relu', conv), conv));
  });

  it('leaves a convolution that something else reads too', () => {
    const net = new SmallNet();
    const conv = net.conv('conv', net.x, 5);
    expectUntouched(net.build(net.relu('relu', conv), net.pool('pool', conv)));
  });

  it('leaves a second activation behind the first', () => {
    const net = new SmallNet();
    const first = net.relu('first', net.conv('conv', net.x, 5));
    expect(opsOf(fuseActivation.run(net.build(net.relu('second', first))))).toEqual([
      'conv2d',
      'activation',
    ]);
  });

  it('leaves an activation behind a bias that is not fused', () => {
    const net = new SmallNet();
    expectUntouched(net.build(net.relu('relu', net.bias('biased', net.conv('conv', net.x, 5)))));
  });

  it('leaves an activation of a graph input', () => {
    const net = new SmallNet();
    expectUntouched(net.build(net.relu('relu', net.x)));
  });
});
