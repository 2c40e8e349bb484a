// Answers out of a ranking: which classes its entries stand for, with a background class and without.
import { describe, expect, it } from 'vitest';
import { GPUFailureError, TensorError } from '../errors';
import { GraphBuilder } from '../ir/builder';
import type { Classifier } from '../ir/model';
import { entriesFor, nameClasses } from './classification';

function classifier(given: Partial<Classifier>): Classifier {
  const preprocessing = {
    region: 'full',
    resize: { width: 8, height: 8 },
    crop: { width: 8, height: 8 },
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    scale: 1,
  } as const;
  return { preprocessing, probabilities: 'p', labels: null, background: false, ...given };
}

const LABELS = ['cat', 'dog', 'fox'];
const plain = classifier({ labels: LABELS });
const withBackground = classifier({ labels: LABELS, background: true });
const VALUES = Float32Array.of(0.5, 0.25, 0.125, 0.0625);

describe('nameClasses', () => {
  const answers = async (given: Classifier, indices: readonly number[], topK: number) =>
    (await nameClasses('m', given, Uint32Array.from(indices), VALUES, topK)).map(
      ({ index, label, probability }) => [index, label, probability],
    );

  it('numbers and names classes as the ranking has them where all of them are answers', async () => {
    expect(await answers(plain, [2, 0], 2)).toEqual([
      [2, 'fox', 0.5],
      [0, 'cat', 0.25],
    ]);
  });

  it('leaves the background out, and counts classes behind it', async () => {
    expect(await answers(withBackground, [3, 0, 1], 2)).toEqual([
      [2, 'fox', 0.5],
      [0, 'cat', 0.125],
    ]);
  });

  it('gives no more answers than were asked for, where the background is not among the best', async () => {
    expect(await answers(withBackground, [1, 3, 2], 2)).toEqual([
      [0, 'cat', 0.5],
      [2, 'fox', 0.25],
    ]);
  });

  it('calls classes without names by their numbers, without the background', async () => {
    expect(await answers(classifier({ background: true }), [0, 7], 1)).toEqual([
      [6, 'class 6', 0.25],
    ]);
  });

  it('refuses probabilities that are not numbers', async () => {
    const values = Float32Array.of(Number.NaN);
    const named = nameClasses('m', plain, Uint32Array.of(0), values, 1);
    await expect(named).rejects.toThrow(GPUFailureError);
  });
});

describe('entriesFor', () => {
  const builder = new GraphBuilder('four', 'nhwc');
  builder.input('x', [1, 4]);
  const graph = builder.build([builder.node('softmax', 'p', ['x'], {})]);

  it('asks for an entry more where one may be the background', () => {
    expect(entriesFor(2, graph, plain)).toBe(2);
    expect(entriesFor(2, graph, withBackground)).toBe(3);
  });

  it('refuses more answers than there are classes besides the background', () => {
    expect(entriesFor(4, graph, plain)).toBe(4);
    expect(entriesFor(3, graph, withBackground)).toBe(4);
    expect(() => entriesFor(4, graph, withBackground)).toThrow(TensorError);
    expect(() => entriesFor(4, graph, withBackground)).toThrow('from 1 to 3, got 4');
    expect(() => entriesFor(0, graph, plain)).toThrow(TensorError);
  });
});
