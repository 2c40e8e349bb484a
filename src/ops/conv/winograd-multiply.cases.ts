// Products know of nothing but how many elements there are.
import { type Cases, weight } from '../cases';
import { FORMS, patchesOf } from './winograd-forms.cases';
import type { winogradMultiply } from './winograd-multiply';

export const cases: Cases<typeof winogradMultiply> = {
  attributes: ({ size: [h, w] }) =>
    FORMS.filter(({ kernel }) => kernel === 3).map((form) => ({ ...form, pixels: h * w })),
  inBatch: (attributes, { batch }) => ({ ...attributes, pixels: batch * attributes.pixels }),
  x: patchesOf,
  operands: ({ kernel }, { channels, filters }) => [
    weight('w', [filters, channels, kernel, kernel]),
  ],
  isSum: true,
  kernels: FORMS.length,
};
