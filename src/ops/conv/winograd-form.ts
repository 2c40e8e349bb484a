// What the three ops of a Winograd convolution share: the form as attributes, and the shape of transformed patches.
import { formatShape, type Shape } from '../../tensor/tensor';
import type { Misfit } from '../misfit';
import { describeForm, elementsOf, isWinogradForm, type WinogradForm } from './winograd';

/** The attributes of a form. */
export const WINOGRAD_FORM = { tile: [2, 3, 4], kernel: 'size', stride: 'size' } as const;

/** Elements of a patch. @throws GraphError for a form without transforms */
export function elementsIn(form: WinogradForm, misfit: Misfit): number {
  if (!isWinogradForm(form)) throw misfit(`has no transforms for ${describeForm(form)}`);
  return elementsOf(form);
}

/** Tiles and channels of transformed patches. @throws GraphError for any other shape */
export function transformedSize(
  shape: Shape,
  form: WinogradForm,
  misfit: Misfit,
): [tiles: number, channels: number] {
  const wanted = elementsIn(form, misfit);
  const [elements, tiles = 0, channels = 0] = shape;
  if (shape.length !== 3 || elements !== wanted) {
    throw misfit(`needs transformed patches [${wanted}, tiles, c], got ${formatShape(shape)}`);
  }
  return [tiles, channels];
}
