// The rows that ops by row are tested on.
import type { Shape } from '../../tensor/tensor';
import type { CaseInput } from '../cases';

/** A feature map, or vectors that are longer than its channels. */
export function rowsOf(_: object, { batch, size, channels, flattens }: CaseInput): Shape {
  return flattens ? [batch, ...size, channels] : [batch, channels * size[0]];
}
