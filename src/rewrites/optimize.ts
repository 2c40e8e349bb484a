// What every graph goes through before it is planned: the passes in their order, of which those that few graphs need load when
// they do.
import type { Graph } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import { opNamed } from '../ops/registry';
import { Yielder } from '../util/yielder';
import { dropUnused } from './drop-unused';
import { elideConcat } from './elide-concat';
import { elideReshape } from './elide-reshape';
import { foldBatchNorm } from './fold-batch-norm';
import { fuseActivation } from './fuse-activation';
import { fuseBias } from './fuse-bias';
import { fuseGate } from './fuse-gate';
import { fusePrologue } from './fuse-prologue';
import { nestConcat } from './nest-concat';
import type { FurtherPasses, Pass } from './pass';
import { unpadPooled } from './unpad-pooled';

/**
 * Order matters. What nobody reads goes first, so that it does not count as a reader, and again once movements are
 * composed. Then layers take in what surrounds them, from the inside out: border and bias, the normalisation behind the
 * bias, the activation behind that. Gates become activations before activations are taken. Only then is it known which
 * normalisations are left, with their activations, for the convolution behind them. Padding is taken off pooled layers once
 * their biases and activations are known. Views come last, since passes that rewrite nodes need not know of them; concats
 * are nested before they are elided.
 */
export function inOrder(further: FurtherPasses | null): readonly Pass[] {
  return [
    dropUnused,
    ...(further ? [further.composeMoves, dropUnused, further.foldPad] : []),
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
}

/** Passes that make values views of one another. */
const VIEW_PASSES: readonly Pass[] = [nestConcat, elideReshape, elideConcat];

/**
 * Runs all passes, or with `views: 'none'` those that leave each value by itself, with a turn for the page between them, and
 * verifies what comes out: once, since on a page's first load that takes as long as all the rest.
 * @throws GraphError when a pass breaks a rule of the IR.
 */
export async function optimizeInTurns(
  graph: Graph,
  { views = 'made' }: { readonly views?: 'made' | 'none' } = {},
): Promise<Graph> {
  const passes = inOrder(
    needsFurtherPasses(graph) ? (await import('./further-passes')).FURTHER_PASSES : null,
  );
  const yielder = new Yielder();
  let optimized = graph;
  for (const pass of passes) {
    await yielder.yieldIfDue();
    if (views === 'made' || !VIEW_PASSES.includes(pass)) optimized = pass.run(optimized);
  }
  verifyGraph(optimized);
  await yielder.yieldIfDue();
  return optimized;
}

/** Whether there are borders, or something moves besides reshapes of values that are computed in their own order. */
function needsFurtherPasses({ nodes }: Graph): boolean {
  const moved = new Set<string>();
  return nodes.some(({ op, inputs, outputs }) => {
    if (op === 'pad2d') return true;
    if (!('moves' in opNamed(op))) return false;
    const isPlain = op === 'reshape' || op === 'copy';
    if (!isPlain || moved.has(inputs[0] ?? '')) return true;
    for (const name of outputs) moved.add(name);
    return false;
  });
}
