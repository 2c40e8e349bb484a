// Small versions of every network, run on the CPU: numbers stay finite, probabilities add up, pictures matter.
import { describe, expect, it } from 'vitest';
import { valueNamed } from '../graph/graph';
import type { Model } from '../graph/model';
import { evaluateGraph } from '../reference/evaluate-graph';
import { optimizeGraph } from '../rewrites/all-passes';
import { f32Tensor, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import {
  alexnet,
  densenet,
  efficientnetB0,
  googlenet,
  mobilenetV1,
  mobilenetV2,
  mobilenetV3Small,
  resnet,
  shufflenetV2,
  squeezenet,
} from './index';

const SMALL = { batch: 2, classes: 7 } as const;

const NETWORKS: readonly [string, Model][] = [
  ['SqueezeNet 1.0', squeezenet({ ...SMALL, inputSize: 39 })],
  ['SqueezeNet 1.1', squeezenet({ ...SMALL, version: '1.1', inputSize: 33 })],
  ['MobileNet', mobilenetV1({ ...SMALL, alpha: 0.25, rho: 33 })],
  ['Conv MobileNet', mobilenetV1({ ...SMALL, alpha: 0.125, rho: 32, separable: false })],
  ['Shallow MobileNet', mobilenetV1({ ...SMALL, alpha: 0.25, rho: 32, shallow: true })],
  ['AlexNet', alexnet({ ...SMALL, width: 1 / 16, inputSize: 63 })],
  ['AlexNet with LRN', alexnet({ ...SMALL, width: 1 / 16, inputSize: 63, lrn: true })],
  ['DenseNet', densenet({ ...SMALL, depth: 40, blocks: [3, 2, 2], inputSize: 9 })],
  ['DenseNet-BC', densenet({ ...SMALL, depth: 100, blocks: [2, 3], inputSize: 9 })],
  ['DenseNet-121', densenet({ ...SMALL, blocks: [2, 2, 1], growthRate: 7, inputSize: 32 })],
  ['ResNet-18', resnet({ ...SMALL, inputSize: 16 })],
  ['ShuffleNet v2', shufflenetV2({ ...SMALL, alpha: 0.5, inputSize: 32 })],
  ['MobileNet v2', mobilenetV2({ ...SMALL, alpha: 0.35, rho: 32 })],
  ['MobileNet v3 Small', mobilenetV3Small({ ...SMALL, inputSize: 32 })],
  ['EfficientNet-B0', efficientnetB0({ ...SMALL, inputSize: 16 })],
  ['GoogLeNet', googlenet({ ...SMALL, inputSize: 16 })],
];

/** Two different pictures, from −1 to 1. */
function pictures({ graph }: Model): Record<string, Tensor> {
  const [name = ''] = graph.inputs;
  const { shape } = valueNamed(graph, name);
  const random = seededRandom(5);
  const data = Float32Array.from({ length: product(shape) }, () => 2 * random() - 1);
  return { [name]: f32Tensor(shape, data) };
}

describe.each(NETWORKS)('%s', (_, model) => {
  const inputs = pictures(model);
  const values = evaluateGraph(model.graph, inputs);
  const rows = (value: string) => {
    const numbers = [...(values.get(value)?.data ?? [])];
    return [numbers.slice(0, 7), numbers.slice(7)];
  };

  it('gives finite numbers in every layer', () => {
    for (const [value, { data }] of values) {
      expect(data.every(Number.isFinite), value).toBe(true);
    }
  });

  it('gives probabilities that add up to 1 for each picture', () => {
    for (const row of rows('prob')) {
      expect(row).toHaveLength(7);
      expect(Math.min(...row)).toBeGreaterThan(0);
      // Seven floats below 1, each rounded by at most 2^-25.
      expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
    }
  });

  it('tells pictures and classes apart', () => {
    const [first = [], second = []] = rows('logits');
    expect(first).not.toEqual(second);
    expect(new Set(first).size).toBeGreaterThan(3);
  });

  it('gives the same after the passes', () => {
    const after = evaluateGraph(optimizeGraph(model.graph), inputs).get('logits')?.data ?? [];
    const before = values.get('logits')?.data ?? [];
    const scale = Math.max(...Array.from(before, Math.abs));
    // Fused biases and folded scales round elsewhere: some 2^-24 relative in each of at most 82 layers, 128 in all.
    for (const [i, value] of before.entries()) {
      expect(Math.abs((after[i] ?? Number.NaN) - value)).toBeLessThan(scale * 2 ** -17);
    }
    expect(after).toHaveLength(14);
  });
});
