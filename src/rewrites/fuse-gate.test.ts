// Values times their own gates, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import type { Activation } from '../ops/elementwise/functions';
import { optimizeGraph } from './all-passes';
import { fuseGate } from './fuse-gate';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

/** The gate is rounded to float, then the product, of numbers below 4: fused, only the product is. */
const BOUND = 2 ** -22;

function gatedGraph(gate: Activation, isReversed: boolean): Graph {
  const net = new SmallNet();
  const x = net.pool('pool', net.x);
  const y = net.activation('gate', x, gate);
  return net.build(isReversed ? net.mul('product', y, x) : net.mul('product', x, y));
}

function expectUntouched(graph: Graph): void {
  expect(fuseGate.run(graph)).toEqual(graph);
}

describe('fuse-gate', () => {
  it.each<[Activation, Activation]>([
    ['sigmoid', 'silu'],
    [{ hardSigmoid: [1 / 6, 0.5] }, 'hard-swish'],
    // As ONNX writes a float32.
    [{ hardSigmoid: [Math.fround(1 / 6), 0.5] }, 'hard-swish'],
  ])('turns x · %o into %s, in either order', (gate, activation) => {
    for (const isReversed of [false, true]) {
      const graph = gatedGraph(gate, isReversed);
      const fused = fuseGate.run(graph);
      expect(opsOf(graph)).toEqual(['max-pool2d', 'activation', 'mul']);
      expect(fused.nodes.at(-1)).toMatchObject({
        op: 'activation',
        inputs: ['pool'],
        outputs: ['product'],
        attributes: { activation },
      });
      expect(fused.nodes).toHaveLength(2);
      expectSameOutputs(graph, fused, BOUND);
    }
  });

  it('lets the convolution before it take the activation', () => {
    const net = new SmallNet();
    const conv = net.conv('conv', net.x, 4);
    const graph = net.build(net.mul('product', conv, net.activation('gate', conv, 'sigmoid')));
    const optimized = optimizeGraph(graph);
    expect(optimized.nodes).toMatchObject([{ op: 'conv2d', attributes: { activation: 'silu' } }]);
    expectSameOutputs(graph, optimized, 2 ** -20);
  });

  it.each<Activation>(['tanh', 'relu', { hardSigmoid: [0.2, 0.5] }, { hardSigmoid: [1 / 6, 0.4] }])(
    'leaves x · %o',
    (gate) => {
      expectUntouched(gatedGraph(gate, false));
    },
  );

  it('leaves the gate of another value, and one that others read', () => {
    const net = new SmallNet();
    const gate = net.activation('gate', net.pool('pool', net.x), 'sigmoid');
    expectUntouched(net.build(net.mul('product', net.x, gate)));
    const shared = new SmallNet();
    const read = shared.activation('gate', shared.x, 'sigmoid');
    expectUntouched(shared.build(shared.mul('product', shared.x, read), read));
  });

  it('leaves a product that has an activation of its own', () => {
    const net = new SmallNet();
    const inputs = [net.x, net.activation('gate', net.x, 'sigmoid')];
    expectUntouched(net.build(net.graph.node('mul', 'product', inputs, { activation: 'relu' })));
  });
});
