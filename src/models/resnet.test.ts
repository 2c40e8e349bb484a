// ResNets as table 1 has them.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { countOps, shapeIn } from './models.fixtures';
import { type ResNetOptions, resnet } from './resnet';
import { sharedZeros } from './weights';

function build(options: ResNetOptions = {}) {
  return resnet({ weights: sharedZeros(), ...options });
}

describe('ResNet-18', () => {
  const { name, graph, classifier } = build();

  it("has table 1's sizes", () => {
    expect(name).toBe('resnet-18');
    const names = ['conv1', 'pool1', 'conv2_2', 'conv3_2', 'conv4_2', 'conv5_2', 'pool', 'prob'];
    expect(names.map((value) => shapeIn(graph, value))).toEqual([
      [1, 112, 112, 64],
      [1, 56, 56, 64],
      [1, 56, 56, 64],
      [1, 28, 28, 128],
      [1, 14, 14, 256],
      [1, 7, 7, 512],
      [1, 512],
      [1, 1000],
    ]);
  });

  it('has 20 normalised convolutions, 3 of them projections, and 8 sums', () => {
    expect(countOps(graph)).toMatchObject({ conv2d: 20, 'batch-norm': 20, add: 8, activation: 17 });
    const projections = graph.nodes.filter(({ name: node }) => node.endsWith('/shortcut/conv'));
    expect(projections.map(({ name: node }) => node)).toEqual(
      ['conv3_1', 'conv4_1', 'conv5_1'].map((block) => `${block}/shortcut/conv`),
    );
  });

  it('adds what came in, and rectifies the sum', () => {
    const block = graph.nodes.filter(({ name: node }) => /^conv2_2(\/|$)/.test(node));
    expect(block.map(({ op, inputs }) => [op, inputs[0]])).toEqual([
      ['conv2d', 'conv2_1'],
      ['batch-norm', 'conv2_2/conv1/conv'],
      ['activation', 'conv2_2/conv1/norm'],
      ['conv2d', 'conv2_2/conv1'],
      ['batch-norm', 'conv2_2/conv2/conv'],
      ['add', 'conv2_2/conv2'],
      ['activation', 'conv2_2/sum'],
    ]);
    expect(block[5]?.inputs[1]).toBe('conv2_1');
  });

  it('takes standardised RGB in NCHW', () => {
    expect(graph).toMatchObject({
      axisOrder: 'nchw',
      inputs: ['input'],
      outputs: ['logits', 'prob'],
    });
    expect(classifier).toMatchObject({
      labels: 'imagenet-1000',
      preprocessing: { channelOrder: 'rgb' },
    });
  });
});

it('ResNet-50 has blocks of three convolutions, to four times the width', () => {
  const { graph } = build({ depth: 50 });
  expect(countOps(graph)).toMatchObject({ conv2d: 53, add: 16 });
  expect(shapeIn(graph, 'conv2_1')).toEqual([1, 56, 56, 256]);
  expect(shapeIn(graph, 'conv5_3')).toEqual([1, 7, 7, 2048]);
  const halving = graph.nodes.find(({ name }) => name === 'conv3_1/conv2/conv');
  expect(halving?.attributes).toMatchObject({ kernel: [3, 3], strides: [2, 2] });
});

describe('options', () => {
  it('set size, classes and batch', () => {
    const { graph, classifier } = build({ inputSize: 33, classes: 5, batch: 3 });
    expect(shapeIn(graph, 'input')).toEqual([3, 33, 33, 3]);
    expect(shapeIn(graph, 'conv5_2')).toEqual([3, 2, 2, 512]);
    expect(shapeIn(graph, 'prob')).toEqual([3, 5]);
    expect(classifier?.labels).toBeNull();
  });

  it.each<[ResNetOptions, string]>([
    [{ depth: 19 as 18 }, 'ResNet\'s depth is 18, 34 or 50, got "19".'],
    [{ inputSize: 0 }, 'inputSize, got 0.'],
    [{ classes: 1.5 }, 'classes, got 1.5.'],
    [{ batch: -1 }, 'batch, got -1.'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
