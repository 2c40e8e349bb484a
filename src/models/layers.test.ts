// Layers as nodes, and SAME padding.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { type Activation, RELU6 } from '../ops/elementwise/functions';
import { evenPads, NO_PADS, windowPositions } from '../ops/window';
import { type ConvolutionLayer, LayerBuilder, samePads } from './layers';
import { seededWeights, sharedZeros } from './weights';

function builder(): LayerBuilder {
  const net = new LayerBuilder('net', 'nhwc', seededWeights());
  net.graph.input('x', [1, 6, 5, 4]);
  return net;
}

describe('LayerBuilder', () => {
  it('leaves convolution, bias and activation apart, for the passes to fuse', () => {
    const net = builder();
    net.convolution('a', 'x', { channels: 8, kernel: 3, activation: RELU6 });
    const { nodes, constants } = net.graph.build(['a']);
    expect(nodes.map(({ op, name }) => [op, name])).toEqual([
      ['conv2d', 'a/conv'],
      ['bias-add', 'a/bias'],
      ['activation', 'a'],
    ]);
    expect(nodes[0]?.attributes).toEqual({
      kernel: [3, 3],
      strides: [1, 1],
      pads: NO_PADS,
      dilations: [1, 1],
      groups: 1,
      activation: 'none',
    });
    expect(nodes[2]?.attributes).toEqual({ activation: RELU6 });
    expect([...constants].map(([name, { shape }]) => [name, shape])).toEqual([
      ['a.w', [8, 4, 3, 3]],
      ['a.b', [8]],
    ]);
  });

  it('gives a depthwise convolution one filter per channel', () => {
    const net = builder();
    net.convolution('a', 'x', { channels: 4, kernel: 3, groups: 4, stride: 2, pads: 'same' });
    expect(net.graph.shapeOf('a.w')).toEqual([4, 1, 3, 3]);
    expect(net.graph.shapeOf('a')).toEqual([1, 3, 3, 4]);
    expect(net.graph.build(['a']).nodes[0]?.attributes).toMatchObject({
      groups: 4,
      pads: { top: 0, left: 1, bottom: 1, right: 1 },
    });
  });

  it.each<[NonNullable<ConvolutionLayer['affine']>, Activation, string[]]>([
    ['bias', 'none', ['conv2d a/conv', 'bias-add a']],
    ['batch-norm', 'relu', ['conv2d a/conv', 'batch-norm a/norm', 'activation a']],
    ['batch-norm', 'none', ['conv2d a/conv', 'batch-norm a']],
    ['none', 'relu', ['conv2d a/conv', 'activation a']],
    ['none', 'none', ['conv2d a']],
  ])('names the last node after the layer: %s, then %s', (affine, activation, nodes) => {
    const net = builder();
    expect(net.convolution('a', 'x', { channels: 3, kernel: 1, affine, activation })).toBe('a');
    const graph = net.graph.build(['a']);
    expect(graph.nodes.map(({ op, name }) => `${op} ${name}`)).toEqual(nodes);
    const constants = { bias: ['a.b'], 'batch-norm': ['a.scale', 'a.shift'], none: [] };
    expect([...graph.constants.keys()]).toEqual(['a.w', ...constants[affine]]);
  });

  it('normalises by a scale near 1 and a small shift a channel', () => {
    const net = builder();
    net.batchNorm('a', 'x', 'relu');
    const { nodes, constants } = net.graph.build(['a']);
    expect(nodes.map(({ op, name, inputs }) => [op, name, ...inputs])).toEqual([
      ['batch-norm', 'a/norm', 'x', 'a.scale', 'a.shift'],
      ['activation', 'a', 'a/norm'],
    ]);
    for (const scale of constants.get('a.scale')?.data ?? [])
      expect(Math.abs(scale - 1)).toBeLessThan(0.25);
    for (const shift of constants.get('a.shift')?.data ?? [])
      expect(Math.abs(shift)).toBeLessThan(0.13);
    expect(constants.get('a.scale')?.shape).toEqual([4]);
  });

  it('adds, with or without an activation', () => {
    const net = builder();
    net.add('a', 'x', 'x', 'relu');
    net.add('b', 'a', 'x', 'none');
    const { nodes } = net.graph.build(['b']);
    expect(nodes.map(({ op, name, inputs }) => [op, name, ...inputs])).toEqual([
      ['add', 'a/sum', 'x', 'x'],
      ['activation', 'a', 'a/sum'],
      ['add', 'b', 'a', 'x'],
    ]);
  });

  it('pads by half a window where asked, so that odd windows of stride 1 keep the size', () => {
    const net = builder();
    for (const kernel of [1, 3, 5]) {
      const layer = { channels: 2, kernel, pads: 'half' } as const;
      expect(net.graph.shapeOf(net.convolution(`a${kernel}`, 'x', layer))).toEqual([1, 6, 5, 2]);
    }
    const node = net.graph.build(['a5']).nodes.find(({ name }) => name === 'a5/conv');
    expect(node?.attributes).toMatchObject({ pads: evenPads(2) });
  });

  it('pools by 3×3 with stride 2 unless asked otherwise', () => {
    const net = builder();
    const sizes = [
      net.maxPool('a', 'x'),
      net.maxPool('b', 'x', { ceilMode: true }),
      net.maxPool('c', 'x', { stride: 1, pads: evenPads(1) }),
      net.averagePool('d', 'x', { kernel: 2, stride: 2 }),
    ].map((name) => net.graph.shapeOf(name));
    expect(sizes).toEqual([
      [1, 2, 2, 4],
      [1, 3, 2, 4],
      [1, 6, 5, 4],
      [1, 3, 2, 4],
    ]);
    const average = net.graph.build(['d']).nodes.at(-1);
    expect(average?.attributes).toMatchObject({ kernel: [2, 2], countPadding: false });
  });

  it('leaves fully-connected, bias and activation apart', () => {
    const net = builder();
    net.fullyConnected('a', 'x', 7, 'relu');
    net.fullyConnected('b', 'a', 3, 'none', 'logits');
    const { nodes } = net.graph.build(['logits']);
    expect(nodes.map(({ op, name }) => [op, name])).toEqual([
      ['fully-connected', 'a/product'],
      ['bias-add', 'a/bias'],
      ['activation', 'a'],
      ['fully-connected', 'b/product'],
      ['bias-add', 'logits'],
    ]);
    expect(['a.w', 'a.b', 'b.w', 'logits'].map((name) => net.graph.shapeOf(name))).toEqual([
      [7, 120],
      [7],
      [3, 7],
      [1, 3],
    ]);
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses a layer of %s outputs, by its name', (width) => {
    const convolve = () => builder().convolution('a', 'x', { channels: width, kernel: 1 });
    const connect = () => builder().fullyConnected('a', 'x', width, 'relu');
    for (const attempt of [convolve, connect]) {
      expect(attempt).toThrow(GraphError);
      expect(attempt).toThrow(`Layer "a" of "net" would have ${width} outputs.`);
    }
  });

  it('ends classifiers in a softmax', () => {
    const net = new LayerBuilder('net', 'nhwc', sharedZeros());
    const graph = net.finish(net.graph.input('x', [2, 10]));
    expect(graph.outputs).toEqual(['x', 'prob']);
    expect(graph.nodes.map(({ op }) => op)).toEqual(['softmax']);
  });

  it('ends networks in the mean of their pixels, one layer and a softmax', () => {
    const net = new LayerBuilder('net', 'nhwc', sharedZeros());
    const graph = net.finishPooled(net.graph.input('x', [2, 3, 3, 10]), 4);
    expect(graph.outputs).toEqual(['logits', 'prob']);
    expect(graph.nodes.map(({ op, name }) => `${op} ${name}`)).toEqual([
      'global-average-pool pool',
      'fully-connected fc/product',
      'bias-add logits',
      'softmax prob',
    ]);
    expect(graph.values.get('fc.w')?.shape).toEqual([4, 10]);
  });
});

describe('samePads', () => {
  it.each([
    [[224, 224], 3, 2, { top: 0, left: 0, bottom: 1, right: 1 }],
    [[113, 112], 3, 2, { top: 1, left: 0, bottom: 1, right: 1 }],
    [[7, 7], 3, 1, evenPads(1)],
    [[7, 7], 1, 1, NO_PADS],
    [[9, 9], 1, 2, NO_PADS],
    [[1, 1], 3, 2, evenPads(1)],
  ] as const)('of %j with a window of %s and stride %s', (size, kernel, stride, pads) => {
    expect(samePads(size, kernel, stride)).toEqual(pads);
  });

  it('gives ⌈size / stride⌉ positions, with no more padding than they need', () => {
    const small = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(small(40), small(7), small(4), (size, kernel, stride) => {
        const { top, bottom } = samePads([size, size], kernel, stride);
        const window = { kernel, stride, dilation: 1, before: top, after: bottom };
        expect(windowPositions(size, window)).toBe(Math.ceil(size / stride));
        expect(bottom - top === 0 || bottom - top === 1).toBe(true);
        if (bottom > 0) {
          const fewer = windowPositions(size, { ...window, after: bottom - 1 });
          expect(fewer).toBeLessThan(Math.ceil(size / stride));
        }
      }),
    );
  });
});
