// The arithmetic of shaders/conv2d-grouped.wgsl in TypeScript, from packed weights, held against the reference: proof
// that groups of any size, at any channel of a buffer, meet their own channels and no others.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computing } from '../../ops/compute.fixtures';
import { NO_PADS } from '../../ops/window';
import { packNhwc4, unpackNhwc4 } from '../../tensor/layout';
import { f32Tensor, type Shape, type Tensor } from '../../tensor/tensor';
import { atOnce } from '../../util/at-once';
import { product } from '../../util/math';
import { seededRandom } from '../../util/random';
import { spanWords } from '../channel-span';
import { operandInside, type Span, wholeOperand } from '../kernel';
import { bandWeightSteps, bandWords, type GroupSize } from './band-packing';

const conv2d = computing('conv2d');

const small = (min: number, max: number) => fc.integer({ min, max });
const layers = fc.record({
  seed: fc.nat(10_000),
  groups: small(2, 5),
  inputs: small(1, 9),
  outputs: small(1, 9),
  before: fc.record({ x: fc.nat(6), y: fc.nat(6) }),
  after: fc.record({ x: fc.nat(6), y: fc.nat(6) }),
});

/** Whole numbers from -8 to 8: their products and sums are exact in float32, so that results must be equal. */
function wholeNumbers(shape: Shape, random: () => number): Tensor {
  const data = Float32Array.from({ length: product(shape) }, () => Math.floor(random() * 17) - 8);
  return f32Tensor(shape, data);
}

/** `band_start` of the shader. */
function bandStart(x: Span, y: Span, { inputs, outputs }: GroupSize, band: number, n: number) {
  const firstChannel = Math.max(4 * n - (y.first % 4), 0);
  const input = (x.first % 4) + Math.floor(firstChannel / outputs) * inputs;
  return Math.min(Math.floor(input / 4), spanWords(x) - band);
}

/** What the shader does for two taps side by side: y's words [word of y, lane] of one pixel. */
function convolvePixel(
  packed: Float32Array,
  x: Span,
  y: Span,
  size: GroupSize,
  weights: Float32Array,
) {
  const band = bandWords(x, y, size);
  const sums = new Float32Array(4 * y.words);
  for (let n = 0; n < spanWords(y); n++) {
    const start = bandStart(x, y, size, band, n);
    for (let k = 0; k < 2 * band; k++) {
      const pixel = Math.floor(k / band);
      const word = pixel * x.words + Math.floor(x.first / 4) + start + (k % band);
      for (let lane = 0; lane < 16; lane++) {
        const to = 4 * (Math.floor(y.first / 4) + n) + (lane & 3);
        const weight = weights[(n * 2 * band + k) * 16 + lane] ?? Number.NaN;
        sums[to] = (sums[to] ?? 0) + weight * (packed[4 * word + (lane >> 2)] ?? Number.NaN);
      }
    }
  }
  return sums;
}

describe('bandWeightSteps', () => {
  it('gives the reference for groups of any size, at any channel of a buffer', () => {
    fc.assert(
      fc.property(layers, ({ seed, groups, inputs, outputs, before, after }) => {
        const random = seededRandom(seed);
        const size = { groups, inputs, outputs };
        const [c, k] = [groups * inputs, groups * outputs];
        const wide = wholeNumbers([1, 1, 2, before.x + c + after.x], random);
        const packed = packNhwc4(wide.data as Float32Array, wide.shape);
        const x = operandInside([1, 1, 2, c], before.x, before.x + c + after.x);
        const y = operandInside([1, 1, 1, k], before.y, before.y + k + after.y);
        const weights = wholeNumbers([k, inputs, 1, 2], random);
        const got = convolvePixel(
          packed,
          x.span,
          y.span,
          size,
          atOnce(bandWeightSteps(weights, x.span, y.span, size)),
        );
        const input = unpackNhwc4(packed, x.shape, before.x, x.span.words);
        const [want] = conv2d(
          [f32Tensor(x.shape, input), weights],
          {
            kernel: [1, 2],
            strides: [1, 1],
            pads: NO_PADS,
            dilations: [1, 1],
            groups,
            activation: 'none',
          },
          [y.shape],
        );
        expect(unpackNhwc4(got, y.shape, before.y, y.span.words)).toEqual(want?.data);
      }),
      { numRuns: 300 },
    );
  });
});

describe('bandWords', () => {
  const words = (groups: number, inputs: number, outputs: number) => {
    const operand = (channels: number) => wholeOperand([1, 1, 1, channels]).span;
    return bandWords(operand(groups * inputs), operand(groups * outputs), {
      groups,
      inputs,
      outputs,
    });
  };

  it('is what one group holds where words of y lie inside groups', () => {
    expect(words(8, 4, 4)).toBe(1);
    expect(words(2, 16, 8)).toBe(4);
  });

  it('is one word where four channels of y need four channels of x', () => {
    expect(words(16, 2, 2)).toBe(1);
  });

  it('is what several groups hold where a word of y spans them', () => {
    expect(words(4, 8, 2)).toBe(4);
    // Channels 4…7 of y are of groups 1 and 2, which have channels 3…8 of x: parts of three words.
    expect(words(3, 3, 3)).toBe(3);
  });

  it('does not count padding as another group', () => {
    expect(words(2, 4, 1)).toBe(2);
  });
});
