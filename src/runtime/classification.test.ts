// How many answers a network gives, and what they are called.
import { describe, expect, it } from 'vitest';
import { GPUFailureError, TensorError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Classifier, Preprocessing } from '../graph/model';
import { imagenetPreprocessing } from '../models/classifier';
import { entriesFor } from './classification';
import { nameClasses } from './name-classes';

const preprocessing: Preprocessing = imagenetPreprocessing(8);

/** A value of so many probabilities, background among them where there is one. */
function ranking(probabilities: number) {
  const builder = new GraphBuilder('net', 'nchw');
  return builder.build([builder.input('prob', [1, probabilities])]);
}

const classifier = (background: boolean, labels: Classifier['labels'] = null): Classifier => ({
  ...{ preprocessing, probabilities: 'prob', labels, background },
});

describe('entriesFor', () => {
  it.each([
    [1, 1],
    [2, 2],
    [5, 5],
    [1000, 5],
  ])('of %i classes gives %i by default', (classes, entries) => {
    expect(entriesFor(undefined, ranking(classes), classifier(false))).toBe(entries);
    // Background may be among the best, and is none of the answers.
    expect(entriesFor(undefined, ranking(classes + 1), classifier(true))).toBe(entries + 1);
  });

  it('refuses what is no number of classes', () => {
    for (const topK of [0, 1.5, 3, Number.NaN]) {
      const ask = () => entriesFor(topK, ranking(3), classifier(true));
      expect(ask).toThrow(TensorError);
      expect(ask).toThrow(`topK must be a whole number from 1 to 2, got ${topK}.`);
    }
  });
});

describe('nameClasses', () => {
  const values = Float32Array.of(0.5, 0.25, 0.125);

  it('names all that is given, without background', async () => {
    const indices = Uint32Array.of(2, 0, 1);
    expect(await nameClasses('net', classifier(true, ['cat', 'dog']), indices, values)).toEqual([
      { index: 1, label: 'dog', probability: 0.5 },
      { index: 0, label: 'cat', probability: 0.125 },
    ]);
    expect(await nameClasses('net', classifier(false), indices, values)).toHaveLength(3);
  });

  it('gives as many where background is not among the best', async () => {
    const indices = Uint32Array.of(2, 3, 1);
    const labels = ['cat', 'dog', 'fox'];
    const named = await nameClasses('net', classifier(true, labels), indices, values);
    expect(named.map(({ label }) => label)).toEqual(['dog', 'fox']);
  });

  it('calls classes without names by their numbers, without the background', async () => {
    const named = await nameClasses('net', classifier(true), Uint32Array.of(0, 7), values);
    expect(named).toEqual([{ index: 6, label: 'class 6', probability: 0.25 }]);
  });

  it('refuses probabilities that are not numbers', async () => {
    const none = Float32Array.of(Number.NaN);
    const named = nameClasses('net', classifier(false), Uint32Array.of(0), none);
    await expect(named).rejects.toThrow(GPUFailureError);
  });
});
