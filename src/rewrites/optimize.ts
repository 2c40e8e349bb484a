// What every graph goes through before it is planned: the passes in their order, of which those that few graphs need load when
// they do.
import type { Graph } from '../graph/graph';
import { verifySteps } from '../graph/verify';
import { opNamed } from '../ops/registry';
import { Yielder } from '../util/yielder';
import { dropUnused } from './drop-unused';
import { elideConcat } from './elide-concat';
import { elideReshape } from './elide-reshape';
import { fuseActivation } from './fuse-activation';
import { fuseBias } from './fuse-bias';
import type { FurtherPasses, Pass } from './pass';
import { unpadPooled } from './unpad-pooled';

/**
 * Order matters. What nobody reads goes first, so that it does not count as a reader, and again once movements are
 * composed. Then layers take in what surrounds them, from the inside out: border and bias, the normalisation behind the
 * bias, the activation behind that. Gates become activations before activations are taken. Only then is it known which
 * normalisations are left, with their activations, for the convolution behind them, and which convolutions give whole sums to
 * those that round them. Padding is taken off pooled layers once
 * their biases and activations are known. Views come last, since passes that rewrite nodes need not know of them; concats
 * are nested before they are elided.
 */
export function inOrder(further: FurtherPasses | null, { engine }: OptimizeOptions = {}): Pass[] {
  return [
    dropUnused,
    further?.composeMoves,
    further && dropUnused,
    further?.foldPad,
    fuseBias,
    further?.foldBatchNorm,
    further?.fuseGate,
    fuseActivation,
    further?.fusePrologue,
    !engine && further?.fuseRequantize,
    unpadPooled,
    ...(engine === 'javascript' ? [] : [further?.nestConcat, elideReshape, elideConcat]),
  ].filter((pass) => !!pass);
}

/** What optimising is told. */
export interface OptimizeOptions {
  /**
   * What computes, where it is not WebGPU: the CPU by SIMD, whose convolutions leave it to others to round their sums, or in
   * JavaScript, where values cannot lie inside one another either.
   */
  readonly engine?: 'simd' | 'javascript' | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs the passes for what computes, with turns for the page meanwhile, and verifies what comes out: once, since on a page's first
 * load that takes as long as all the rest.
 * @throws GraphError when a pass breaks one of the graph's rules; the signal's reason.
 */
export async function optimizeInTurns(graph: Graph, options: OptimizeOptions = {}): Promise<Graph> {
  const { signal } = options;
  const further = needsFurtherPasses(graph)
    ? (await import('./further-passes')).FURTHER_PASSES
    : null;
  const yielder = new Yielder();
  let optimized = graph;
  for (const pass of inOrder(further, options)) {
    optimized = await yielder.run(pass.walk(optimized), signal);
  }
  await yielder.run(verifySteps(optimized), signal);
  return optimized;
}

/**
 * Whether there are borders, normalisations or products, concats that begin with the same value, or something moves besides
 * reshapes of values that are computed in their own order.
 */
function needsFurtherPasses({ nodes }: Graph): boolean {
  const moved = new Set<string>();
  const joined = new Set<string>();
  return nodes.some(({ op, inputs, outputs }) => {
    if (op === 'pad2d' || op === 'batch-norm' || op === 'mul') return true;
    const [x = ''] = inputs;
    if (op === 'concat') return joined.size === joined.add(x).size;
    if (!('moves' in opNamed(op))) return false;
    const isPlain = op === 'reshape' || op === 'copy';
    if (!isPlain || moved.has(x)) return true;
    for (const name of outputs) moved.add(name);
    return false;
  });
}
