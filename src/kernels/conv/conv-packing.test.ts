// The arithmetic of the convolution shaders in TypeScript, from packed weights, held against the reference: proof
// that channels which are not multiples of four, and start anywhere in a buffer, come out right.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computing } from '../../ops/compute.fixtures';
import type { Conv2dAttributes } from '../../ops/conv/conv2d';
import { packNhwc4, unpackNhwc4 } from '../../tensor/layout';
import { f32Tensor, type Shape, type Tensor } from '../../tensor/tensor';
import { atOnce } from '../../util/at-once';
import { product } from '../../util/math';
import { seededRandom } from '../../util/random';
import { spanWords } from '../channel-span';
import { type Operand, operandInside, wholeOperand } from '../kernel';
import { packedBy } from '../kernels.fixtures';
import { convWeightSteps, packBias, weightLayout } from './conv-packing';

const conv2d = computing('conv2d');

const small = (min: number, max: number) => fc.integer({ min, max });
const layers = fc.record({
  seed: fc.nat(10_000),
  c: small(1, 9),
  k: small(1, 9),
  kernel: fc.constantFrom(1, 3),
  before: fc.record({ x: fc.nat(6), y: fc.nat(6) }),
  after: fc.record({ x: fc.nat(6), y: fc.nat(6) }),
  rowStep: small(1, 5),
});

/** Whole numbers from -8 to 8: their products and sums are exact in float32, so that results must be equal. */
function wholeNumbers(shape: Shape, random: () => number): Tensor {
  const data = Float32Array.from({ length: product(shape) }, () => Math.floor(random() * 17) - 8);
  return f32Tensor(shape, data);
}

/** What the shaders do: word by word of y's span, 4×4 matrices times words of x's span, lanes merged into y. */
function convolveWords(
  x: { readonly operand: Operand; readonly packed: Float32Array },
  y: { readonly operand: Operand; readonly packed: Float32Array },
  constants: { readonly weights: Float32Array; readonly bias: Float32Array },
  kernel: number,
): void {
  const [, h = 0, w = 0] = y.operand.shape;
  const xSpan = x.operand.span;
  const ySpan = y.operand.span;
  const xWords = spanWords(xSpan);
  for (let pixel = 0; pixel < ySpan.pixels; pixel++) {
    for (let n = 0; n < spanWords(ySpan); n++) {
      const sums = Array.from(constants.bias.subarray(4 * n, 4 * n + 4));
      for (let tap = 0; tap < kernel * kernel; tap++) {
        const row = Math.floor(pixel / w) - (kernel >> 1) + Math.floor(tap / kernel);
        const column = (pixel % w) - (kernel >> 1) + (tap % kernel);
        if (row < 0 || row >= h || column < 0 || column >= w) continue;
        for (let word = 0; word < xWords; word++) {
          const matrix = ((n * kernel * kernel + tap) * xWords + word) * 16;
          const from = ((row * w + column) * xSpan.words + Math.floor(xSpan.first / 4) + word) * 4;
          for (let lane = 0; lane < 16; lane++) {
            const product =
              (constants.weights[matrix + lane] ?? 0) * (x.packed[from + (lane >> 2)] ?? 0);
            sums[lane & 3] = (sums[lane & 3] ?? 0) + product;
          }
        }
      }
      for (const [lane, sum] of sums.entries()) {
        const channel = 4 * (Math.floor(ySpan.first / 4) + n) + lane;
        if (channel >= ySpan.first && channel < ySpan.end) {
          y.packed[pixel * ySpan.words * 4 + channel] = sum;
        }
      }
    }
  }
}

describe('packed convolutions', () => {
  it('equal the reference for any channels at any offsets, and leave their neighbours alone', () => {
    fc.assert(
      fc.property(layers, ({ seed, c, k, kernel, before, after, rowStep }) => {
        const random = seededRandom(seed);
        const buffers = { x: before.x + c + after.x, y: before.y + k + after.y };
        const wideX = wholeNumbers([1, 3, 2, buffers.x], random);
        const wideY = wholeNumbers([1, 3, 2, buffers.y], random);
        const x = {
          operand: operandInside([1, 3, 2, c], before.x, buffers.x),
          packed: packNhwc4(wideX.data as Float32Array, wideX.shape),
        };
        const y = {
          operand: operandInside([1, 3, 2, k], before.y, buffers.y),
          packed: packNhwc4(wideY.data as Float32Array, wideY.shape),
        };
        const weights = wholeNumbers([k, c, kernel, kernel], random);
        const bias = wholeNumbers([k], random);
        convolveWords(
          x,
          y,
          {
            weights: atOnce(
              convWeightSteps(
                weights,
                weightLayout(weights.shape, x.operand.span, y.operand.span, rowStep),
              ),
            ),
            bias: packedBy(packBias(bias, y.operand.span, rowStep)),
          },
          kernel,
        );
        const words = y.operand.span.words;
        const input = unpackNhwc4(x.packed, [1, 3, 2, c], before.x, x.operand.span.words);
        const [want] = conv2d(
          [f32Tensor([1, 3, 2, c], input), weights, bias],
          attributesOf(kernel),
          [y.operand.shape],
        );
        expect(unpackNhwc4(y.packed, [1, 3, 2, k], before.y, words)).toEqual(want?.data);
        expectSameAround(y.packed, wideY, before.y, before.y + k);
      }),
      { numRuns: 200 },
    );
  });

  it('pads rows with zeros to whole tiles', () => {
    const x = wholeOperand([1, 1, 1, 3]).span;
    const y = wholeOperand([1, 1, 1, 5]).span;
    const weights = f32Tensor([5, 3, 1, 1], new Float32Array(15).fill(1));
    const packed = atOnce(convWeightSteps(weights, weightLayout(weights.shape, x, y, 4)));
    expect(packed).toHaveLength(4 * 16);
    expect(packed.subarray(32).every((value) => value === 0)).toBe(true);
    const bias = packedBy(packBias(f32Tensor([5], new Float32Array(5).fill(1)), y, 4));
    expect([...bias]).toEqual([1, 1, 1, 1, 1, ...Array<number>(11).fill(0)]);
  });

  it('has zeros where there is no bias', () => {
    expect([...packedBy(packBias(undefined, wholeOperand([1, 1, 1, 5]).span, 1))]).toEqual(
      Array<number>(8).fill(0),
    );
  });
});

function attributesOf(kernel: number): Conv2dAttributes {
  const pad = kernel >> 1;
  return {
    kernel: [kernel, kernel],
    strides: [1, 1],
    pads: { top: pad, left: pad, bottom: pad, right: pad },
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
  };
}

/** Channels outside first … end-1 still hold what they held. */
function expectSameAround(packed: Float32Array, before: Tensor, first: number, end: number): void {
  const channels = before.shape.at(-1) ?? 0;
  const now = unpackNhwc4(packed, before.shape);
  const outside = (_: number, i: number) => i % channels < first || i % channels >= end;
  expect(now.filter(outside)).toEqual((before.data as Float32Array).filter(outside));
}
