// DenseNets as table 1 has them, the small forms for CIFAR, and other hyper-parameters.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { channelScales } from '../graph/model';
import { NO_PADS } from '../ops/window';
import { type DenseNetOptions, densenet } from './densenet';
import { countOps, shapeIn } from './models.fixtures';
import { sharedZeros } from './weights';

function build(options: DenseNetOptions = {}) {
  return densenet({ weights: sharedZeros(), ...options });
}

/** Shapes after every dense block and transition. */
function stagesOf(options: DenseNetOptions, blocks: readonly number[]) {
  const { graph } = build(options);
  return blocks.flatMap((layers, i) => {
    const last = shapeIn(graph, `block${i + 1}/layer${layers}/concat`);
    const isLast = i === blocks.length - 1;
    return isLast ? [last] : [last, shapeIn(graph, `transition${i + 1}/pool`)];
  });
}

describe('DenseNet-121', () => {
  const { name, graph, classifier } = build();

  it("has table 1's sizes after the stem, every block and every transition", () => {
    expect(name).toBe('densenet-121');
    expect(['input', 'stem', 'pool0'].map((value) => shapeIn(graph, value))).toEqual([
      [1, 224, 224, 3],
      [1, 112, 112, 64],
      [1, 56, 56, 64],
    ]);
    expect(stagesOf({}, [6, 12, 24, 16])).toEqual([
      [1, 56, 56, 256],
      [1, 28, 28, 128],
      [1, 28, 28, 512],
      [1, 14, 14, 256],
      [1, 14, 14, 1024],
      [1, 7, 7, 512],
      [1, 7, 7, 1024],
    ]);
    expect(['pool', 'logits', 'prob'].map((value) => shapeIn(graph, value))).toEqual([
      [1, 1024],
      [1, 1000],
      [1, 1000],
    ]);
  });

  it('makes each layer of two normalised convolutions, and appends it to what was there', () => {
    const first = graph.nodes.filter(({ name: node }) => node.startsWith('block1/layer2/'));
    expect(first.map(({ op, name: node, inputs }) => [op, node, ...inputs])).toEqual([
      [
        'batch-norm',
        'block1/layer2/norm1/norm',
        'block1/layer1/concat',
        'block1/layer2/norm1.scale',
        'block1/layer2/norm1.shift',
      ],
      ['activation', 'block1/layer2/norm1', 'block1/layer2/norm1/norm'],
      ['conv2d', 'block1/layer2/conv1', 'block1/layer2/norm1', 'block1/layer2/conv1.w'],
      [
        'batch-norm',
        'block1/layer2/norm2/norm',
        'block1/layer2/conv1',
        'block1/layer2/norm2.scale',
        'block1/layer2/norm2.shift',
      ],
      ['activation', 'block1/layer2/norm2', 'block1/layer2/norm2/norm'],
      ['conv2d', 'block1/layer2/conv2', 'block1/layer2/norm2', 'block1/layer2/conv2.w'],
      ['concat', 'block1/layer2/concat', 'block1/layer1/concat', 'block1/layer2/conv2'],
    ]);
    expect(shapeIn(graph, 'block1/layer2/conv1.w')).toEqual([128, 96, 1, 1]);
    expect(shapeIn(graph, 'block1/layer2/conv2.w')).toEqual([32, 128, 3, 3]);
  });

  it('has 120 convolutions, 121 normalisations and 58 concats', () => {
    expect(countOps(graph)).toEqual({
      conv2d: 120,
      'batch-norm': 121,
      activation: 121,
      concat: 58,
      'max-pool2d': 1,
      'average-pool2d': 3,
      'global-average-pool': 1,
      'fully-connected': 1,
      'bias-add': 1,
      softmax: 1,
    });
  });

  it('halves the size in transitions by 2×2 means', () => {
    const pool = graph.nodes.find((node) => node.name === 'transition2/pool');
    expect(pool?.attributes).toEqual({
      kernel: [2, 2],
      strides: [2, 2],
      pads: NO_PADS,
      ceilMode: false,
      countPadding: false,
    });
  });

  it('takes standardised RGB in NCHW', () => {
    expect(graph).toMatchObject({
      axisOrder: 'nchw',
      inputs: ['input'],
      outputs: ['logits', 'prob'],
    });
    expect(classifier).toMatchObject({ probabilities: 'prob', labels: 'imagenet-1000' });
    expect(classifier && channelScales(classifier.preprocessing)[0]).toBeCloseTo(1 / 255 / 0.229);
  });
});

describe('deeper and smaller forms', () => {
  it.each<[169 | 201, number[], number]>([
    [169, [6, 12, 32, 32], 1664],
    [201, [6, 12, 48, 32], 1920],
  ])('DenseNet-%s ends in blocks of %s, with %s channels', (depth, blocks, channels) => {
    expect(build({ depth }).name).toBe(`densenet-${depth}`);
    expect(stagesOf({ depth }, blocks).at(-1)).toEqual([1, 7, 7, channels]);
  });

  it('L = 40, k = 12 has one convolution a layer, and transitions that keep all channels', () => {
    const { name, graph, classifier } = build({ depth: 40 });
    expect(name).toBe('densenet-40');
    expect(shapeIn(graph, 'stem')).toEqual([1, 32, 32, 16]);
    expect(stagesOf({ depth: 40 }, [12, 12, 12])).toEqual([
      [1, 32, 32, 160],
      [1, 16, 16, 160],
      [1, 16, 16, 304],
      [1, 8, 8, 304],
      [1, 8, 8, 448],
    ]);
    expect(countOps(graph)).toMatchObject({ conv2d: 39, 'batch-norm': 39, concat: 36 });
    expect(shapeIn(graph, 'block1/layer1/conv1.w')).toEqual([12, 16, 3, 3]);
    expect(classifier).toMatchObject({ labels: null, preprocessing: { region: 'full' } });
  });

  it('DenseNet-BC L = 100, k = 12 begins with 2k channels and compresses by half', () => {
    expect(build({ depth: 100 }).name).toBe('densenet-100');
    expect(stagesOf({ depth: 100 }, [16, 16, 16])).toEqual([
      [1, 32, 32, 216],
      [1, 16, 16, 108],
      [1, 16, 16, 300],
      [1, 8, 8, 150],
      [1, 8, 8, 342],
    ]);
  });
});

describe('other hyper-parameters', () => {
  it('set growth, blocks, widths, bottleneck, compression and stem', () => {
    const { name, graph } = build({
      growthRate: 5,
      blocks: [2, 1],
      initialChannels: 7,
      compression: 0.6,
      bottleneck: 2,
      stem: 'cifar',
      inputSize: 9,
      classes: 3,
      batch: 2,
    });
    expect(name).toBe('densenet-9');
    const shapes = [
      'stem',
      'block1/layer1/conv1',
      'block1/layer2/concat',
      'transition1/conv',
      'transition1/pool',
      'block2/layer1/concat',
      'prob',
    ];
    expect(shapes.map((value) => shapeIn(graph, value))).toEqual([
      [2, 9, 9, 7],
      [2, 9, 9, 10],
      [2, 9, 9, 17],
      [2, 9, 9, 10],
      [2, 4, 4, 10],
      [2, 4, 4, 15],
      [2, 3],
    ]);
  });

  it('the same seed gives the same weights', () => {
    const small = { depth: 40, blocks: [1], inputSize: 8 } as const;
    const constants = () => [...densenet(small).graph.constants.values()];
    expect(constants()).toEqual(constants());
    expect(constants().every(({ data }) => data.some((value) => value !== 0))).toBe(true);
  });

  it.each<[DenseNetOptions, string]>([
    [{ growthRate: 0 }, 'number for growthRate, got 0.'],
    [{ initialChannels: 1.5 }, 'number for initialChannels, got 1.5.'],
    [{ inputSize: -1 }, 'number for inputSize, got -1.'],
    [{ classes: 0 }, 'number for classes, got 0.'],
    [{ batch: 0.5 }, 'number for batch, got 0.5.'],
    [{ blocks: [] }, 'the number of blocks, got 0.'],
    [{ blocks: [2, 0] }, 'the layers of a block, got 0.'],
    [{ compression: 0 }, 'compression must be in (0, 1], got 0.'],
    [{ compression: 1.1 }, 'compression must be in (0, 1], got 1.1.'],
    [{ bottleneck: -1 }, 'a number above 0, got -1.'],
    [{ bottleneck: Number.NaN }, 'a number above 0, got NaN.'],
    [{ bottleneck: 0.3 }, 'Layer "block1/layer1/conv1"'],
    [{ depth: 120 as 121 }, 'DenseNet\'s depth is one of 40, 100, 121, 169, 201; got "120".'],
    [{ stem: 'svhn' as 'cifar' }, 'got "svhn".'],
    [{ inputSize: 16 }, 'window larger than its 1×1 input'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
