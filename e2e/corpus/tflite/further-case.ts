// What files of one further operator are made of.
import type { TensorToWrite } from '../../../src/formats/tflite/tflite.fixtures';
import { type OpCase, single } from './case-parts';

/** A map of floats. */
export const MAP = [1, 3, 4, 2];
/** Scale and zero point of quantised maps. */
export const X = [0.05, 128] as const;

/** A file, whatever ops it becomes. */
export type FurtherCase = Pick<OpCase, 'file'>;

/** Options of an operator. */
export type OpGiven = Parameters<typeof single>[2];

/** A file of one operator. */
export function one(
  op: string,
  tensors: readonly TensorToWrite[],
  ...rest: [given?: OpGiven]
): FurtherCase {
  return { file: single(op, tensors, ...rest) };
}
