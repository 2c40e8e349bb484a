// Passes over ops that few graphs have: a chunk that loads for those.
import { asStrided } from '../ops/move/as-strided';
import { registerOps } from '../ops/registry';
import { composeMoves } from './compose-moves';
import { foldBatchNorm } from './fold-batch-norm';
import { foldPad } from './fold-pad';
import { fuseGate } from './fuse-gate';
import { fusePrologue } from './fuse-prologue';
import { fuseRequantize } from './fuse-requantize';
import { nestConcat } from './nest-concat';
import type { FurtherPasses } from './pass';

// What movements are composed to, of ops that may all be there from the start.
registerOps([asStrided]);

/** All of them. */
export const FURTHER_PASSES: FurtherPasses = {
  composeMoves,
  foldPad,
  foldBatchNorm,
  fuseGate,
  fusePrologue,
  fuseRequantize,
  nestConcat,
};
