// Passes over ops that few graphs have: a chunk that loads for those.
import { composeMoves } from './compose-moves';
import { foldPad } from './fold-pad';
import type { FurtherPasses } from './pass';

/** All of them. */
export const FURTHER_PASSES: FurtherPasses = { composeMoves, foldPad };
