// Networks without a word on pictures, taken as classifiers.
import { describe, expect, it } from 'vitest';
import { TensorError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Model } from '../graph/model';
import type { OpName } from '../ops/registry';
import { f32Tensor, type Shape } from '../tensor/tensor';
import { asClassifier } from './as-classifier';
import { caffePreprocessing } from './classifier';

/** The mean of a picture's channels, spread over `classes` by a matrix of nothing. */
function network(input: Shape, build: (g: GraphBuilder, x: string) => string): Model {
  const builder = new GraphBuilder('net', 'nchw');
  const output = build(builder, builder.input('x', input));
  return { name: 'net', graph: builder.build([output]), classifier: null };
}

const means = (g: GraphBuilder, x: string) => g.node('global-average-pool', 'mean', [x], {});
const opsOf = (model: Model): OpName[] => model.graph.nodes.map(({ op }) => op);

describe('asClassifier', () => {
  it('puts a softmax behind scores', () => {
    const model = asClassifier(network([1, 8, 6, 3], means));
    expect(opsOf(model)).toEqual(['global-average-pool', 'softmax']);
    expect(model.graph.outputs).toEqual(['mean']);
    expect(model.classifier).toMatchObject({
      ...{ probabilities: 'probabilities', labels: null, background: false },
      preprocessing: { crop: { width: 6, height: 8 }, channelOrder: 'rgb' },
    });
  });

  it('takes probabilities as they are', () => {
    const model = asClassifier(
      network([1, 8, 8, 3], (g, x) => g.node('softmax', 'p', [means(g, x)], {})),
    );
    expect(opsOf(model)).toEqual(['global-average-pool', 'softmax']);
    expect(model.classifier?.probabilities).toBe('p');
  });

  it('makes a vector of a map of one pixel', () => {
    const model = asClassifier(
      network([2, 1, 1, 3], (g, x) => g.node('activation', 'map', [x], { activation: 'relu' })),
    );
    expect(opsOf(model)).toEqual(['activation', 'reshape', 'softmax']);
    expect(model.graph.values.get('probabilities')?.shape).toEqual([2, 3]);
  });

  it.each([
    [1000, false],
    [1001, true],
  ])('knows ImageNet by its %i classes', (classes, background) => {
    const wide = network([1, 1, 1, 3], (g, x) => {
      const weights = f32Tensor([classes, 3], new Float32Array(3 * classes));
      const flat = g.node('reshape', 'flat', [x], { shape: [1, 3] });
      return g.node('fully-connected', 'fc', [flat, g.constant('w', weights)], {
        activation: 'none',
      });
    });
    expect(asClassifier(wide).classifier).toMatchObject({ labels: 'imagenet-1000', background });
  });

  it('takes names and preprocessing that are given', () => {
    const preprocessing = caffePreprocessing(8, 8);
    const labels = ['red', 'green', 'blue'];
    const model = asClassifier(network([1, 8, 8, 3], means), { labels, preprocessing });
    expect(model.classifier).toMatchObject({ labels, preprocessing });
    expect(asClassifier(model, { labels: ['r', 'g', 'b'] }).classifier).toEqual({
      ...model.classifier,
      labels: ['r', 'g', 'b'],
    });
    expect(asClassifier(model)).toEqual(model);
  });

  it('refuses what is no picture, and what are no classes', () => {
    expect(() => asClassifier(network([1, 8, 8, 4], means))).toThrow(TensorError);
    expect(() => asClassifier(network([1, 8, 8, 4], means))).toThrow(/takes \[1, 8, 8, 4\]/);
    const image = network([1, 8, 8, 3], (g, x) =>
      g.node('activation', 'y', [x], { activation: 'relu' }),
    );
    expect(() => asClassifier(image)).toThrow(
      /gives \[1, 8, 8, 3\], not one number for each class/,
    );
  });

  it('takes preprocessing in the words of model cards', () => {
    const card = { mean: [0.5, 0.4, 0.3], std: [0.5, 0.25, 0.125] } as const;
    const picture = { width: 8, height: 8 };
    const model = asClassifier(network([1, 8, 8, 3], means), { preprocessing: card });
    expect(model.classifier?.preprocessing).toEqual({
      ...{ region: { centralSquare: 0.875 }, resize: picture, crop: picture, channelOrder: 'rgb' },
      mean: [127.5, 102, 76.5],
      scale: [2 / 255, 4 / 255, 8 / 255],
    });
    const plain = { ...card, rescale: 1, channelOrder: 'bgr' } as const;
    const other = asClassifier(model, { preprocessing: plain });
    expect(other.classifier?.preprocessing).toMatchObject({
      ...{ crop: picture, channelOrder: 'bgr' },
      ...{ mean: card.mean, scale: [2, 4, 8] },
    });
    const whole = caffePreprocessing(8, 8);
    const given = asClassifier(model, { preprocessing: whole });
    expect(given.classifier?.preprocessing).toBe(whole);
  });
});
