// Batch normalisation into the pointwise convolution behind it, with and without the pass.

import { describe, expect, it } from 'vitest';
import type { Graph } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import { evenPads } from '../ops/window';
import { foldPad } from './fold-pad';
import { fuseActivation } from './fuse-activation';
import { fuseBias } from './fuse-bias';
import { fusePrologue } from './fuse-prologue';
import { expectSameOutputs, SmallNet } from './passes.fixtures';

function expectUntouched(graph: Graph): void {
  expect(fusePrologue.run(graph)).toEqual(graph);
}

describe('fuse-prologue', () => {
  it('makes one node of normalisation, ReLU and convolution, with a bias of zeros', () => {
    const net = new SmallNet();
    const graph = net.build(net.conv('conv', net.relu('relu', net.norm('norm', net.x)), 5));
    const fused = fusePrologue.run(fuseActivation.run(graph));
    expect(opsOf(graph)).toEqual(['batch-norm', 'activation', 'conv2d']);
    expect(fused.nodes).toMatchObject([
      {
        op: 'conv2d',
        inputs: ['x', 'conv.w', 'conv/bias', 'norm.scale', 'norm.shift'],
        outputs: ['conv'],
        attributes: { prologue: 'relu' },
      },
    ]);
    expect([...(fused.constants.get('conv/bias')?.data ?? [])]).toEqual([0, 0, 0, 0, 0]);
    // The reference rounds what the prologue gives as it rounds the value of a node.
    expectSameOutputs(graph, fused);
  });

  it('takes a normalisation without activation, and keeps a bias and an epilogue', () => {
    const net = new SmallNet();
    const biased = net.bias('biased', net.conv('conv', net.norm('norm', net.x), 5));
    const graph = fuseActivation.run(fuseBias.run(net.build(net.relu('relu', biased))));
    const fused = fusePrologue.run(graph);
    expect(fused.nodes).toMatchObject([
      {
        inputs: ['x', 'conv.w', 'biased.b', 'norm.scale', 'norm.shift'],
        attributes: { prologue: 'none', activation: 'relu' },
      },
    ]);
    expectSameOutputs(graph, fused);
  });

  it('leaves a convolution with a window, whose border comes after the normalisation', () => {
    const net = new SmallNet();
    expectUntouched(net.build(net.conv('conv', net.norm('norm', net.x), 5, 3)));
  });

  it('leaves a convolution of single pixels that has a border all the same, or a stride', () => {
    const net = new SmallNet();
    const norm = net.norm('norm', net.x);
    const w = net.weights('w', [5, 3, 1, 1]);
    const window = { kernel: [1, 1], dilations: [1, 1], groups: 1, activation: 'none' } as const;
    for (const given of [
      { strides: [1, 1], pads: evenPads(1) },
      { strides: [2, 2], pads: evenPads(0) },
    ] as const) {
      const name = `conv${given.strides[0]}`;
      net.graph.node('conv2d', name, [norm, w], { ...window, ...given });
      expectUntouched(net.build(name));
    }
  });

  it('leaves a normalisation that others read, or that is an output', () => {
    const net = new SmallNet();
    const norm = net.norm('norm', net.x);
    expectUntouched(net.build(net.conv('conv', norm, 5), net.pool('pool', norm)));
    const output = new SmallNet();
    const read = output.norm('norm', output.x);
    expectUntouched(output.build(output.conv('conv', read, 5), read));
  });

  it('leaves a normalisation that ends in another activation', () => {
    const net = new SmallNet();
    const silu = net.activation('silu', net.norm('norm', net.x), 'silu');
    expectUntouched(fuseActivation.run(net.build(net.conv('conv', silu, 5))));
  });

  it('leaves weights, scales and biases that are computed', () => {
    const net = new SmallNet();
    const scale = net.graph.input('scale', [3]);
    const inputs = [net.x, scale, net.weights('shift', [3])];
    const norm = net.graph.node('batch-norm', 'norm', inputs, { activation: 'none' });
    expectUntouched(net.build(net.conv('conv', norm, 5)));
  });

  it('leaves a second normalisation in front of the first', () => {
    const net = new SmallNet();
    const twice = net.norm('second', net.norm('first', net.x));
    const graph = net.build(net.conv('conv', twice, 5));
    const fused = fusePrologue.run(fusePrologue.run(graph));
    expect(opsOf(fused)).toEqual(['batch-norm', 'conv2d']);
    expectSameOutputs(graph, fused);
  });

  it('keeps a border of zeros ahead of it out of the convolution', () => {
    const net = new SmallNet();
    const padded = net.graph.node('pad2d', 'pad', [net.x], { pads: evenPads(1), value: 0 });
    const graph = net.build(net.conv('conv', net.norm('norm', padded), 5));
    const fused = foldPad.run(fusePrologue.run(graph));
    expect(opsOf(fused)).toEqual(['pad2d', 'conv2d']);
    expectSameOutputs(graph, fused);
  });
});
