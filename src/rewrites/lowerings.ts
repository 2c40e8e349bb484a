// All that layers can be lowered to, widest first: measurements and tests go through the table. The rules gain by Winograd
// convolutions alone, which is all that a schedule lowers by itself.
import { expandDepthwise } from './expand-depthwise';
import { fire } from './fire';
import { fireExpand } from './fire-expand';
import type { Rewrite } from './rewrite';
import { separableConv2d } from './separable-conv2d';
import { winograd } from './winograd';

/** Lowerings that take more nodes come before those that take fewer. */
export const LOWERINGS: readonly Rewrite[] = [
  fire,
  separableConv2d,
  expandDepthwise,
  fireExpand,
  winograd,
];
