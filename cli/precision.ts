// `--precision`: what a network is computed in, the same in every command that takes it.
import type { ArgDef } from 'citty';
import type { Precision } from '../src/index';
import { oneOf, type StrictArguments } from './arguments';

const PRECISIONS: readonly Precision[] = ['f32', 'f16'];

/** The option. */
export const PRECISION_OPTION: ArgDef = {
  type: 'enum',
  options: [...PRECISIONS],
  default: 'f32',
  description: 'What the network computes and is stored in; f16 needs a GPU that has it',
};

/** Its value. @throws UsageError for another word */
export function readPrecision(given: StrictArguments): Precision {
  return oneOf(given, 'precision', PRECISIONS);
}
