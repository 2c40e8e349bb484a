// The ordered list of passes: what every graph goes through before it is planned.
import type { Graph } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import { Breather } from '../util/breather';
import { composeMoves } from './compose-moves';
import { dropUnused } from './drop-unused';
import { elideConcat } from './elide-concat';
import { elideReshape } from './elide-reshape';
import { foldBatchNorm } from './fold-batch-norm';
import { foldPad } from './fold-pad';
import { fuseActivation } from './fuse-activation';
import { fuseBias } from './fuse-bias';
import { fuseGate } from './fuse-gate';
import { fusePrologue } from './fuse-prologue';
import { nestConcat } from './nest-concat';
import type { Pass } from './pass';
import { unpadPooled } from './unpad-pooled';

/**
 * Order matters. What nobody reads goes first, so that it does not count as a reader, and again once movements are
 * composed. Then layers take in what surrounds them, from the inside out: border and bias, the normalisation behind the
 * bias, the activation behind that. Gates become activations before activations are taken. Only then is it known which
 * normalisations are left, with their activations, for the convolution behind them. Padding is taken off pooled layers once
 * their biases and activations are known. Views come last, since passes that rewrite nodes need not know of them; concats
 * are nested before they are elided.
 */
export const PASSES: readonly Pass[] = [
  dropUnused,
  composeMoves,
  dropUnused,
  foldPad,
  fuseBias,
  foldBatchNorm,
  fuseGate,
  fuseActivation,
  fusePrologue,
  unpadPooled,
  nestConcat,
  elideReshape,
  elideConcat,
];

/**
 * Runs all passes, and verifies what comes out: once, since on a page's first load that takes as long as all the rest. Tests
 * verify after every pass.
 * @throws GraphError when a pass breaks a rule of the IR.
 */
export function optimizeGraph(graph: Graph): Graph {
  const optimized = PASSES.reduce((current, pass) => pass.run(current), graph);
  verifyGraph(optimized);
  return optimized;
}

/** The same, or some of the passes, with a turn for the page between them. @throws as `optimizeGraph` does */
export async function optimizeGraphInTurns(graph: Graph, passes = PASSES): Promise<Graph> {
  const breather = new Breather();
  let optimized = graph;
  for (const pass of passes) {
    await breather.breathe();
    optimized = pass.run(optimized);
  }
  verifyGraph(optimized);
  await breather.breathe();
  return optimized;
}
