// The grid of Winograd's transforms: one invocation per word of a tile.
import { ELEMENTS } from '../ir/winograd';
import { ceilDiv } from '../util/math';
import { foldGrid, type Variant, type Workgroups } from './kernel';

/** `elements`: rows of all 16 elements of all tiles; `words` of y in each. */
export function tileWordGrid(elements: number, words: number, { workgroup }: Variant): Workgroups {
  return foldGrid(ceilDiv((elements / ELEMENTS) * words, workgroup[0]));
}
