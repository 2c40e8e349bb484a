// Layers as nodes, SAME padding, and sizes that are refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { windowPositions } from '../ir/infer-shape';
import { evenPads, NO_PADS, RELU6 } from '../ir/ops';
import { caffePreprocessing, checkSizes, classifierOf, LayerBuilder, samePads } from './layers';
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

describe('checkSizes', () => {
  it('names the network, the size and its value', () => {
    expect(() => checkSizes('AlexNet', { batch: 1, classes: 2.5 })).toThrow(GraphError);
    expect(() => checkSizes('AlexNet', { batch: 1, classes: 2.5 })).toThrow(
      'AlexNet needs a positive whole number for classes, got 2.5.',
    );
    expect(() => checkSizes('AlexNet', { batch: 1, classes: 2 })).not.toThrow();
  });
});

describe('classifierOf', () => {
  it("has ImageNet's names for as many classes, and none otherwise", () => {
    const preprocessing = caffePreprocessing(224, 224);
    expect(classifierOf(preprocessing, 1000).labels).toBe('imagenet-1000');
    expect(classifierOf(preprocessing, 1001).labels).toBeNull();
  });
});
