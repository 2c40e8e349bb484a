// ShuffleNet v2 as table 5 has it.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { evaluateGraph } from '../reference/evaluate-graph';
import { f32Tensor } from '../tensor/tensor';
import { countOps, shapeIn } from './models.fixtures';
import { type ShuffleNetV2Options, shufflenetV2 } from './shufflenet-v2';
import { sharedZeros } from './weights';

function build(options: ShuffleNetV2Options = {}) {
  return shufflenetV2({ weights: sharedZeros(), ...options });
}

describe('ShuffleNet v2', () => {
  it.each<[NonNullable<ShuffleNetV2Options['alpha']>, number[]]>([
    [0.5, [48, 96, 192, 1024]],
    [1, [116, 232, 464, 1024]],
    [1.5, [176, 352, 704, 1024]],
    [2, [244, 488, 976, 2048]],
  ])("%s× has table 5's sizes: %s channels", (alpha, channels) => {
    const { name, graph } = build({ alpha });
    expect(name).toBe(`shufflenet-v2-${alpha.toFixed(1)}`);
    expect(['conv1', 'pool1'].map((value) => shapeIn(graph, value))).toEqual([
      [1, 112, 112, 24],
      [1, 56, 56, 24],
    ]);
    const names = ['stage2/unit4', 'stage3/unit8', 'stage4/unit4', 'conv5'];
    expect(names.map((value) => shapeIn(graph, value))).toEqual(
      [28, 14, 7, 7].map((side, i) => [1, side, side, channels[i]]),
    );
  });

  it('has 56 convolutions in 16 units, each a split or two branches, a concat and a shuffle', () => {
    expect(countOps(build().graph)).toMatchObject({
      conv2d: 56,
      'batch-norm': 56,
      slice: 26,
      concat: 16,
      transpose: 16,
      reshape: 32,
    });
  });

  it('passes the first half of the channels on, every second channel of what comes out', () => {
    const { graph } = shufflenetV2({ alpha: 0.5, inputSize: 32, classes: 2 });
    const data = Float32Array.from({ length: 32 * 32 * 3 }, (_, i) => Math.sin(i));
    const values = evaluateGraph(graph, { input: f32Tensor([1, 32, 32, 3], data) });
    const [before = [], after = [], right = []] = ['unit1', 'unit2', 'unit2/conv3'].map((unit) => [
      ...(values.get(`stage2/${unit}`)?.data ?? []),
    ]);
    // 4×4 pixels of 48 channels; the second half is convolved.
    expect(after).toHaveLength(4 * 4 * 48);
    for (const [i, value] of after.entries()) {
      const [pixel, channel] = [Math.floor(i / 48), i % 48];
      const half = Math.floor(channel / 2);
      expect(value).toBe(channel % 2 === 0 ? before[pixel * 48 + half] : right[pixel * 24 + half]);
    }
  });

  it('has nothing but a normalisation between depthwise and pointwise', () => {
    const { nodes } = build().graph;
    const layer = nodes.filter(({ name }) => name.startsWith('stage3/unit2/conv2'));
    expect(layer.map(({ op }) => op)).toEqual(['conv2d', 'batch-norm']);
    expect(layer[0]?.attributes).toMatchObject({ groups: 116, kernel: [3, 3] });
  });
});

describe('options', () => {
  it('set size, classes and batch', () => {
    const { graph, classifier } = build({ inputSize: 45, classes: 5, batch: 2 });
    expect(graph).toMatchObject({
      axisOrder: 'nchw',
      inputs: ['input'],
      outputs: ['logits', 'prob'],
    });
    expect(shapeIn(graph, 'stage4/unit4')).toEqual([2, 2, 2, 464]);
    expect(shapeIn(graph, 'prob')).toEqual([2, 5]);
    expect(classifier?.labels).toBeNull();
  });

  it.each<[ShuffleNetV2Options, string]>([
    [
      { alpha: 0.75 as 1 },
      'ShuffleNet v2\'s width multiplier alpha is 0.5, 1, 1.5 or 2, got "0.75".',
    ],
    [{ inputSize: 2.5 }, 'inputSize, got 2.5.'],
    [{ classes: 0 }, 'classes, got 0.'],
    [{ batch: 0 }, 'batch, got 0.'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
