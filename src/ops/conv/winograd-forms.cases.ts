// Forms that the three steps of a Winograd convolution are tested with.
import type { Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { CaseInput } from '../cases';
import { elementsOf, tilesOf, type WinogradForm } from './winograd';

/** A form for each of the transforms, then others that share them. */
export const FORMS: readonly WinogradForm[] = [
  { tile: 2, kernel: 3, stride: 1 },
  { tile: 4, kernel: 3, stride: 1 },
  { tile: 3, kernel: 7, stride: 2 },
  { tile: 2, kernel: 5, stride: 1 },
  { tile: 4, kernel: 7, stride: 3 },
];

/** Transformed patches of a map of that size. */
export function patchesOf(form: WinogradForm, { batch, size, channels }: CaseInput): Shape {
  return [elementsOf(form), batch * product(tilesOf(size, form.tile)), channels];
}
