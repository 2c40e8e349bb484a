// Larger and smaller, each axis by itself, and every way to map positions and to round them.
import type { Cases } from '../cases';
import type { Resize2dAttributes, resize2d } from './resize2d';

const RESIZES: readonly Omit<Resize2dAttributes, 'size'>[] = [
  resize([2, 3], 'nearest', 'asymmetric', 'floor'),
  resize([2, 2], 'linear', 'half-pixel'),
  resize([0.6, 1.5], 'linear', 'align-corners'),
  resize([0.5, 0.7], 'nearest', 'half-pixel', 'round-prefer-floor'),
  resize([1.4, 0.5], 'nearest', 'align-corners', 'ceil'),
  resize([0.04, 1.25], 'linear', 'pytorch-half-pixel'),
  resize([0.75, 1], 'nearest', 'asymmetric', 'round-prefer-ceil'),
  resize([0.3, 2.5], 'linear', 'asymmetric'),
];

export const cases: Cases<typeof resize2d> = {
  attributes: ({ size: [h, w] }) =>
    RESIZES.map((attributes) => ({
      ...attributes,
      size: [
        Math.max(Math.floor(h * attributes.scales[0]), 1),
        Math.max(Math.floor(w * attributes.scales[1]), 1),
      ],
    })),
};

function resize(
  scales: readonly [number, number],
  mode: Resize2dAttributes['mode'],
  coordinates: Resize2dAttributes['coordinates'],
  rounding: Resize2dAttributes['rounding'] = 'floor',
): Omit<Resize2dAttributes, 'size'> {
  return { scales, mode, coordinates, rounding };
}
