// Layers by every variant, in words.
import { expect, it } from 'vitest';
import { describeVariants } from './variants';

const A = 'conv2d-direct__f32_nhwc4_t8x4_wg16';
const B = 'conv2d-direct__f32_nhwc4_t4x1_wg16';

it('counts layers whose choice is as good as the best, and names what is faster elsewhere', () => {
  const text = describeVariants([
    {
      layers: ['fire2', 'fire3'],
      chosen: A,
      variants: [
        { variant: B, ms: 10 },
        { variant: A, ms: 10.4 },
      ],
    },
    {
      layers: ['conv10'],
      chosen: A,
      variants: [
        { variant: B, ms: 10 },
        { variant: A, ms: 15 },
      ],
    },
  ]);
  const lines = text.split('\n');
  expect(lines[1]).toMatch(
    /^fire2 \+ 1 +conv2d-direct_t8x4_wg16 +10\.40 +1\.04 +conv2d-direct_t4x1_wg16 +10\.00/,
  );
  expect(lines[2]).toMatch(/^conv10 .* 15\.00 +1\.50 /);
  expect(lines.at(-1)).toBe(
    '2 of 3 layers (66.7 %) take at most 5 % more than by their best variant.',
  );
});

it('does not count a layer whose choice was not measured', () => {
  const text = describeVariants([{ layers: ['a'], chosen: A, variants: [{ variant: B, ms: 1 }] }]);
  expect(text).toContain('0 of 1 layers');
});
