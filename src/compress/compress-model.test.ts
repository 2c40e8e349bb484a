// A whole model, compressed: which tensors, what of them stays, and what the options may say.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Model } from '../graph/model';
import { verifyGraph } from '../graph/verify';
import { squeezenet } from '../models/squeezenet';
import { evenPads } from '../ops/window';
import { codedTensor } from '../tensor/compressed-tensor';
import { nearestHalf } from '../tensor/half';
import { f32Tensor, type Shape, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import { codeWeights } from './code-weights';
import { type CompressedModel, compressModel } from './compress-model';
import type { CompressOptions } from './compress-options';

/** Random numbers around zero, few of them large. */
function weights(shape: Shape, seed = 1): Tensor {
  const random = seededRandom(seed);
  return f32Tensor(
    shape,
    new Float32Array(product(shape)).map(() => (random() - 0.5) ** 3),
  );
}

/** A convolution, a pooling of its map, and a layer; `of` replaces tensors. */
function smallModel(of: Readonly<Record<string, Tensor>> = {}): Model {
  const graph = new GraphBuilder('small', 'nhwc');
  const constant = (name: string, shape: Shape) =>
    graph.constant(name, of[name] ?? weights(shape, name.length));
  graph.input('x', [1, 8, 8, 8]);
  graph.node('conv2d', 'conv', ['x', constant('conv.w', [16, 8, 3, 3]), constant('conv.b', [16])], {
    kernel: [3, 3],
    strides: [1, 1],
    pads: evenPads(1),
    dilations: [1, 1],
    groups: 1,
    activation: 'relu',
  });
  graph.node('add', 'sum', ['conv', constant('map', [1, 8, 8, 16])], { activation: 'none' });
  graph.node('global-average-pool', 'mean', ['sum'], {});
  graph.node('fully-connected', 'y', ['mean', constant('fc.w', [40, 16]), constant('fc.b', [40])], {
    activation: 'none',
  });
  return { name: 'small', graph: graph.build(['y']), classifier: null };
}

function tensorOf({ model }: CompressedModel, name: string): Tensor {
  const tensor = model.graph.constants.get(name);
  if (!tensor) throw new Error(`There is no "${name}".`);
  return tensor;
}

function reportOf({ tensors }: CompressedModel, name: string) {
  const found = tensors.find((tensor) => tensor.name === name);
  if (!found) throw new Error(`"${name}" is not reported.`);
  return found;
}

describe('compressModel', () => {
  it('codes the large weights of layers, and leaves the rest as it is', () => {
    const model = smallModel();
    const compressed = compressModel(model);
    expect(compressed.tensors.map(({ name, isCoded }) => [name, isCoded])).toEqual([
      ['conv.w', true],
      ['conv.b', false],
      ['map', false],
      ['fc.w', true],
      ['fc.b', false],
    ]);
    for (const name of ['conv.b', 'map', 'fc.b']) {
      expect(tensorOf(compressed, name)).toBe(model.graph.constants.get(name));
    }
    expect(reportOf(compressed, 'fc.b')).toEqual({
      name: 'fc.b',
      shape: [40],
      count: 40,
      kept: 40,
      density: 1,
      bits: 32,
      storedCodes: 0,
      isCoded: false,
    });
    expect({ ...compressed.model.graph, constants: null }).toEqual({
      ...model.graph,
      constants: null,
    });
  });

  it('drops to the density that is asked for, tensor by tensor', () => {
    const compressed = compressModel(smallModel(), { density: { 'conv.w': 0.25 }, bits: 5 });
    const conv = reportOf(compressed, 'conv.w');
    expect(conv).toMatchObject({ count: 1152, kept: 288, density: 0.25, bits: 5, isCoded: true });
    expect(conv.storedCodes).toBe(tensorOf(compressed, 'conv.w').coded?.codes.length);
    expect(conv.storedCodes).toBeGreaterThanOrEqual(288);
    expect(tensorOf(compressed, 'conv.w').data.filter((x) => x !== 0)).toHaveLength(288);
    expect(reportOf(compressed, 'fc.w')).toMatchObject({ kept: 640, density: 1 });
  });

  it('finds a density of its own for each tensor by energy, unless it is named', () => {
    const even = f32Tensor(
      [40, 16],
      new Float32Array(640).map((_, i) => (i % 2) - 0.5),
    );
    const model = smallModel({ 'fc.w': even });
    const compressed = compressModel(model, { energy: 0.95 });
    expect(reportOf(compressed, 'conv.w').density).toBeLessThan(0.6);
    expect(reportOf(compressed, 'fc.w').density).toBe(0.95);
    const named = compressModel(model, { energy: 0.95, density: { 'fc.w': 0.5 } });
    expect(reportOf(named, 'fc.w').density).toBe(0.5);
    expect(reportOf(named, 'conv.w')).toEqual(reportOf(compressed, 'conv.w'));
  });

  it('takes * for all tensors that are not named', () => {
    const settings = { density: { '*': 0.25, 'fc.w': 0.5 }, bits: { 'conv.w': 3, '*': 4 } };
    const compressed = compressModel(smallModel(), settings);
    expect(reportOf(compressed, 'conv.w')).toMatchObject({ density: 0.25, bits: 3 });
    expect(reportOf(compressed, 'fc.w')).toMatchObject({ density: 0.5, bits: 4 });
  });

  it('gives each tensor the bits that are asked for, and reports fewer where fewer do', () => {
    const signs = f32Tensor(
      [40, 16],
      new Float32Array(640).map((_, i) => (i % 2) * 2 - 1),
    );
    const compressed = compressModel(smallModel({ 'fc.w': signs }), { bits: { 'conv.w': 3 } });
    expect(reportOf(compressed, 'conv.w').bits).toBe(3);
    expect(new Set(tensorOf(compressed, 'conv.w').data).size).toBe(7);
    expect(reportOf(compressed, 'fc.w').bits).toBe(2);
    expect(tensorOf(compressed, 'fc.w').data).toEqual(signs.data);
  });

  it('has codebooks of half precision where they are asked for', () => {
    const { codebook } =
      tensorOf(compressModel(smallModel(), { codebook: 'float16' }), 'fc.w').coded ?? {};
    expect(codebook?.length).toBeGreaterThan(200);
    expect(codebook).toEqual(codebook?.map(nearestHalf));
  });

  it('keeps coded tensors as they are, until something is asked for them', () => {
    const codebook = Float32Array.of(-2, -0.7, 1, 3);
    const data = weights([40, 16]).data.map((x) =>
      x < 0.01 ? 0 : (codebook[Math.ceil(x * 30)] ?? 3),
    );
    const coded = codedTensor([40, 16], codeWeights(Float32Array.from(data), codebook));
    const model = smallModel({ 'fc.w': coded });
    expect(tensorOf(compressModel(model), 'fc.w')).toBe(coded);
    expect(tensorOf(compressModel(model, { density: { 'conv.w': 0.5 } }), 'fc.w')).toBe(coded);
    const kept = coded.data.filter((x) => x !== 0).length;
    expect(reportOf(compressModel(model), 'fc.w')).toMatchObject({ kept, isCoded: true });

    const again = compressModel(model, { bits: { 'fc.w': 8 } });
    expect(tensorOf(again, 'fc.w').coded).not.toBe(coded.coded);
    expect(tensorOf(again, 'fc.w').data).toEqual(coded.data);
    expect(tensorOf(compressModel(model, { codebook: 'float16' }), 'fc.w').data).toEqual(
      coded.data.map(nearestHalf),
    );
    expect(reportOf(compressModel(model, { density: 0.01 }), 'fc.w').kept).toBe(6);
  });

  it('codes weights that are all zero, and all the same', () => {
    const zero = f32Tensor([40, 16], new Float32Array(640));
    const empty = compressModel(smallModel({ 'fc.w': zero }), { density: 0.5 });
    expect(reportOf(empty, 'fc.w')).toMatchObject({ kept: 0, density: 0, bits: 0, storedCodes: 0 });
    expect(tensorOf(empty, 'fc.w').data).toEqual(zero.data);
    const same = f32Tensor([40, 16], new Float32Array(640).fill(0.3));
    const constant = compressModel(smallModel({ 'fc.w': same }), { bits: 2 });
    expect(reportOf(constant, 'fc.w')).toMatchObject({ kept: 640, bits: 1, storedCodes: 640 });
    expect(tensorOf(constant, 'fc.w').data).toEqual(same.data);
  });

  it('leaves weights alone that something else reads too, and those below the least number', () => {
    const graph = new GraphBuilder('shared', 'nhwc');
    graph.input('x', [1, 40]);
    graph.constant('w', weights([40, 40]));
    graph.node('fully-connected', 'y', ['x', 'w'], { activation: 'none' });
    graph.node('reshape', 'z', ['w'], { shape: [1600] });
    const model: Model = { name: 'shared', graph: graph.build(['y', 'z']), classifier: null };
    expect(reportOf(compressModel(model), 'w').isCoded).toBe(false);
    const compressed = compressModel(smallModel(), { least: 1000 });
    expect(reportOf(compressed, 'conv.w').isCoded).toBe(true);
    expect(reportOf(compressed, 'fc.w').isCoded).toBe(false);
  });

  it('compresses a tensor that is called as a property of objects is', () => {
    const graph = new GraphBuilder('odd', 'nhwc');
    graph.input('x', [1, 40]);
    graph.constant('constructor', weights([40, 40]));
    graph.node('fully-connected', 'y', ['x', 'constructor'], { activation: 'none' });
    const model: Model = { name: 'odd', graph: graph.build(['y']), classifier: null };
    expect(reportOf(compressModel(model, { bits: {} }), 'constructor').bits).toBe(8);
  });

  it.each<[string, CompressOptions, string]>([
    ['density', { density: 0 }, '"density" is a number above 0 and up to 1, got 0.'],
    [
      'energy',
      { energy: { 'fc.w': 1.5 } },
      '"energy" of "fc.w" is a number above 0 and up to 1, got 1.5.',
    ],
    ['bits', { bits: 9 }, '"bits" is an integer from 2 to 8, got 9.'],
    [
      'bits of one',
      { bits: { 'conv.w': 2.5 } },
      '"bits" of "conv.w" is an integer from 2 to 8, got 2.5.',
    ],
    ['least', { least: -1 }, '"least" is a count of numbers, 0 or more, got -1.'],
    [
      'name',
      { density: { 'conv.b': 0.5 } },
      '"density" names "conv.b", which is not a tensor that can be compressed. These can: conv.w, fc.w.',
    ],
    [
      'name that objects have',
      { bits: { constructor: 4 } as Record<string, number> },
      'names "constructor"',
    ],
    ['name where there is none', { bits: { w: 4 }, least: 1e6 }, 'The model has none.'],
    ['two kinds', { density: 0.5, energy: 0.9 }, 'are both given for "conv.w"'],
    ['codebook', { codebook: 'int8' as 'float16' }, `'float32' or 'float16', got 'int8'`],
  ])('refuses a wrong %s', (_, options, message) => {
    expect(() => compressModel(smallModel(), options)).toThrow(RangeError);
    expect(() => compressModel(smallModel(), options)).toThrow(message);
  });

  it.each([
    [Number.NaN, {}, 'the weight NaN at position 7, and only finite ones'],
    [Number.NEGATIVE_INFINITY, {}, 'the weight -Infinity at position 7'],
    [
      1e5,
      { codebook: 'float16' } as const,
      'the weight 100000 at position 7, beyond what a float16',
    ],
  ])('names the tensor that has a weight of %s', (weight, options, message) => {
    const data = new Float32Array(640).fill(weight, 7, 8);
    const model = smallModel({ 'fc.w': f32Tensor([40, 16], data) });
    expect(() => compressModel(model, options)).toThrow(GraphError);
    expect(() => compressModel(model, options)).toThrow(`Tensor "fc.w" has ${message}`);
  });
});

describe('SqueezeNet, compressed', () => {
  const model = squeezenet({ version: '1.1', inputSize: 64, classes: 10, fires: 3 });
  const compressed = compressModel(model, { density: 0.4, bits: 6 });

  it('has the same graph, and weights of the same shapes', () => {
    const { graph } = compressed.model;
    verifyGraph(graph);
    expect(graph.nodes).toBe(model.graph.nodes);
    for (const [name, { shape }] of model.graph.constants) {
      expect(graph.constants.get(name)?.shape).toEqual(shape);
    }
    expect(reportOf(compressed, 'conv1.w').isCoded).toBe(true);
    expect(reportOf(compressed, 'conv1.b').isCoded).toBe(false);
  });

  it('keeps the largest weights, to half of the largest step of the codebook', () => {
    for (const { name, count, kept, isCoded } of compressed.tensors) {
      if (!isCoded) continue;
      const { data, coded } = tensorOf(compressed, name);
      const codebook = coded?.codebook.slice(1) ?? new Float32Array(0);
      expect(codebook).toHaveLength(63);
      expect(kept).toBe(Math.round(0.4 * count));
      const original = model.graph.constants.get(name)?.data ?? new Float32Array(0);
      // Besides the one across zero, where pruning left a hole.
      const steps = codebook
        .slice(1)
        .map((x, i) => (x * (codebook[i] ?? 0) > 0 ? x - (codebook[i] ?? 0) : 0));
      const furthest = Math.max(...steps) / 2;
      const errors = Array.from(original, (x, i) => Math.abs(x - (data[i] ?? 0)));
      const wrong = errors.filter((error, i) => data[i] !== 0 && error > furthest * (1 + 1e-6));
      expect(wrong).toEqual([]);
      const dropped = original.filter((_, i) => data[i] === 0).map(Math.abs);
      const least = original
        .filter((_, i) => data[i] !== 0)
        .map(Math.abs)
        .sort()[0];
      expect(Math.max(...dropped)).toBeLessThanOrEqual(least ?? 0);
    }
  });
});
