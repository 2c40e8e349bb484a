// What softmax may be off: as large as what WGSL allows its functions, and no larger than that asks for.
import { describe, expect, it } from 'vitest';
import { computing, randomTensor, tensorOf } from '../compute.fixtures';
import { FLOAT32 } from '../number-format';
import { logSoftmaxErrors, softmaxErrors } from './softmax-errors';

const softmax = computing('softmax');

const { ulp } = FLOAT32;

describe('softmaxErrors', () => {
  it('grow with the distance from the largest, as WGSL allows exponentials', () => {
    const x = tensorOf([1, 3], [0, -8, -16]);
    const y = softmax([x])[0]?.data ?? [];
    const [near = 0, far = 0, farther = 0] = softmaxErrors(x, y, FLOAT32);
    const inUlp = [near, far, farther].map((error, i) => error / (y[i] ?? 0) / ulp);
    // The error of the sum and the quotient is that of all three.
    expect((inUlp[1] ?? 0) - (inUlp[0] ?? 0)).toBeCloseTo(2.5 * 8, 3);
    expect((inUlp[2] ?? 0) - (inUlp[0] ?? 0)).toBeCloseTo(2.5 * 16, 3);
    // 3 ULP each of the exponential, of those in the sum and of the quotient; some of the sum itself.
    expect(inUlp[0]).toBeGreaterThan(9);
    expect(inUlp[0]).toBeLessThan(20);
  });

  it('cover a softmax in float32, and are a fiftieth of three ULP a class', () => {
    const x = randomTensor([1, 1000], 3);
    const want = softmax([x])[0]?.data ?? [];
    const errors = softmaxErrors(x, want, FLOAT32);
    const exponentials = Array.from(x.data, (value) =>
      Math.fround(Math.exp(Math.fround(value - 2))),
    );
    const sum = exponentials.reduce((total, value) => Math.fround(total + value), 0);
    for (const [i, value] of exponentials.entries()) {
      const error = Math.abs(Math.fround(value / sum) - (want[i] ?? 0));
      expect(error).toBeLessThan(errors[i] ?? 0);
      expect(errors[i]).toBeLessThan(0.03 * 3000 * ulp * (want[i] ?? 0));
    }
  });
});

describe('logSoftmaxErrors', () => {
  it('are of the sum, of its logarithm and of differences', () => {
    const [near = 0, far = 0] = logSoftmaxErrors(tensorOf([1, 2], [0, -64]), FLOAT32);
    expect(far - near).toBeCloseTo(1.5 * 64 * ulp, 9);
    expect(near).toBeGreaterThan(FLOAT32.logError);
    expect(near).toBeLessThan(2e-6);
  });
});
