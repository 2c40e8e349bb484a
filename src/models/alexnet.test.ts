// AlexNet in one tower: shapes, parameters, normalisation, and options that are refused.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { costOfGraph, costOfNodes } from '../graph/cost';
import { valueNamed } from '../graph/graph';
import { type AlexNetOptions, alexnet } from './alexnet';
import { sharedZeros } from './weights';

function build(options: AlexNetOptions = {}) {
  return alexnet({ weights: sharedZeros(), ...options });
}

function shapes(options: AlexNetOptions, names: readonly string[]): (readonly number[])[] {
  const { graph } = build(options);
  return names.map((name) => valueNamed(graph, name).shape);
}

const STAGES = ['conv1', 'pool1', 'conv2', 'pool2', 'conv3', 'conv4', 'conv5', 'pool5'] as const;

describe('AlexNet', () => {
  it('has the sizes of one tower', () => {
    expect(shapes({}, ['data', ...STAGES, 'fc6', 'fc7', 'logits', 'prob'])).toEqual([
      [1, 224, 224, 3],
      [1, 55, 55, 64],
      [1, 27, 27, 64],
      [1, 27, 27, 192],
      [1, 13, 13, 192],
      [1, 13, 13, 384],
      [1, 13, 13, 256],
      [1, 13, 13, 256],
      [1, 6, 6, 256],
      [1, 4096],
      [1, 4096],
      [1, 1000],
      [1, 1000],
    ]);
  });

  it('has weights of every layer, fully-connected ones with a column per input', () => {
    const names = ['conv1.w', 'conv2.w', 'conv5.w', 'fc6.w', 'fc7.w', 'fc8.w', 'fc8.b'];
    expect(shapes({}, names)).toEqual([
      [64, 3, 11, 11],
      [192, 64, 5, 5],
      [256, 256, 3, 3],
      [4096, 9216],
      [4096, 4096],
      [1000, 4096],
      [1000],
    ]);
  });

  it('has 61,100,840 parameters, 96 % of them fully connected', () => {
    const { graph } = build();
    const cost = costOfGraph(graph);
    expect(cost).toMatchObject({ parameters: 61_100_840, weightBytes: 244_403_360 });
    const connected = costOfNodes(graph).filter(({ node }) => node.startsWith('fc'));
    const weights = connected.reduce((sum, { parameters }) => sum + parameters, 0);
    expect(weights / cost.parameters).toBeCloseTo(0.96, 2);
  });

  it('takes 714,188,480 multiply-adds', () => {
    const convolutions =
      55 ** 2 * 64 * 363 + 27 ** 2 * 192 * 1600 + 13 ** 2 * 9 * (192 * 384 + 384 * 256 + 256 ** 2);
    const byHand = convolutions + 9216 * 4096 + 4096 ** 2 + 4096 * 1000;
    expect(byHand).toBe(714_188_480);
    expect(costOfGraph(build().graph).macs).toBe(byHand);
  });

  it('has a ReLU after every layer but the last', () => {
    const { nodes } = build().graph;
    const rectified = nodes.filter(({ op }) => op === 'activation').map(({ name }) => name);
    expect(rectified).toEqual(['conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'fc6', 'fc7']);
    expect(nodes.slice(-3).map(({ op }) => op)).toEqual(['fully-connected', 'bias-add', 'softmax']);
  });

  it('takes NCHW pictures as Caffe does', () => {
    const { name, graph, classifier } = build();
    expect(name).toBe('alexnet');
    expect(graph).toMatchObject({
      axisOrder: 'nchw',
      inputs: ['data'],
      outputs: ['logits', 'prob'],
    });
    expect(classifier).toEqual({
      preprocessing: {
        region: 'full',
        resize: { width: 256, height: 256 },
        crop: { width: 224, height: 224 },
        channelOrder: 'bgr',
        mean: [104, 117, 123],
        scale: 1,
      },
      probabilities: 'prob',
      labels: 'imagenet-1000',
      background: false,
    });
  });
});

describe('local response normalisation', () => {
  it('stands between activation and pool of conv1 and conv2, where asked for', () => {
    const { nodes } = build({ lrn: true }).graph;
    const norms = nodes.filter(({ op }) => op === 'local-response-norm');
    expect(norms.map(({ name, inputs }) => [name, inputs])).toEqual([
      ['norm1', ['conv1']],
      ['norm2', ['conv2']],
    ]);
    for (const { attributes } of norms) {
      expect(attributes).toEqual({ size: 5, alpha: 5e-4, beta: 0.75, bias: 2 });
    }
    const pools = nodes.filter(({ op }) => op === 'max-pool2d').map(({ inputs }) => inputs[0]);
    expect(pools).toEqual(['norm1', 'norm2', 'conv5']);
  });

  it('is left out otherwise', () => {
    expect(build().graph.nodes.some(({ op }) => op === 'local-response-norm')).toBe(false);
  });
});

describe('other options', () => {
  it('width scales every layer but the classes', () => {
    const names = ['conv1', 'conv2', 'conv3', 'conv5', 'fc6', 'fc7', 'prob'];
    const narrow = shapes({ width: 1 / 16 }, names).map((shape) => shape.at(-1));
    expect(narrow).toEqual([4, 12, 24, 16, 256, 256, 1000]);
    expect(shapes({ width: 1e-9 }, ['fc6'])).toEqual([[1, 1]]);
  });

  it('63 pixels are the least', () => {
    expect(shapes({ inputSize: 63 }, ['pool5', 'fc6.w'])).toEqual([
      [1, 1, 1, 256],
      [4096, 256],
    ]);
    expect(() => build({ inputSize: 62 })).toThrow(GraphError);
    expect(() => build({ inputSize: 62 })).toThrow(/"pool5".*larger than its 2×2 input/);
  });

  it('batch and classes set the outputs', () => {
    expect(shapes({ batch: 3, classes: 10 }, ['pool5', 'fc7', 'prob'])).toEqual([
      [3, 6, 6, 256],
      [3, 4096],
      [3, 10],
    ]);
    expect(build({ classes: 10 }).classifier?.labels).toBeNull();
  });

  it.each([
    { width: 0 },
    { width: -1 },
    { width: Number.NaN },
    { width: Number.POSITIVE_INFINITY },
    { inputSize: 224.5 },
    { batch: 0 },
    { classes: 0 },
  ])('%o are refused, by their values', (options) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(`got ${Object.values(options)[0]}.`);
  });
});
