// Every case of the op suite read and run on the CPU, against ONNX Runtime.
import { describe, it } from 'vitest';
import { sampleOf, timesOf } from '../../../util/sample.fixtures';
import { expectSameAsOnnxRuntime } from './check-case.fixtures';
import { OP_CASES } from './index.fixtures';
import { describeCase } from './op-case.fixtures';
import { randomCase } from './random-case.fixtures';
import { turned } from './turned.fixtures';

const SEED = 20_261_124;
const RANDOM_CASES = timesOf(60, 300);
/** In a sample one of three, each as it is or with its axes turned. */
const SAMPLE = 500;
const CASES = OP_CASES.map((test, index) => [describeCase(test), test, SEED + index] as const);

describe('op suite', () => {
  it.each(sampleOf('ops', CASES, SAMPLE))('%s', (_, test, seed) =>
    expectSameAsOnnxRuntime(test, seed),
  );
});

describe('op suite, axes in another order', () => {
  it.each(sampleOf('ops turned', CASES, SAMPLE))('%s', (_, test, seed) =>
    expectSameAsOnnxRuntime(turned(test, seed), seed),
  );
});

describe('random graphs', () => {
  const seeds = Array.from({ length: RANDOM_CASES }, (_, index) => SEED + index);
  // Sums of short numbers are exact, however many there are here.
  it.each(seeds)('seed %i', (seed) => expectSameAsOnnxRuntime(randomCase(seed, 12), seed, 0));
});
