// Feature maps, which many ops ask for.
import { formatShape, type Shape } from '../tensor/tensor';
import type { Misfit } from './misfit';

/** Sizes of a feature map's axes. @throws GraphError for any other shape */
export function featureMapSize(
  shape: Shape,
  misfit: Misfit,
): [n: number, h: number, w: number, c: number] {
  const [n = 0, h = 0, w = 0, c = 0] = shape;
  if (shape.length !== 4) {
    throw misfit(`needs a feature map [n, h, w, c], got ${formatShape(shape)}`);
  }
  return [n, h, w, c];
}
