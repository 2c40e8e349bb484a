// What a device is given: the graph as that kind of adapter computes it, and the plan of its nodes.
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import { buildPlan, type KernelChoice } from './build-plan';
import { type ConvMeanRule, isFasterWithMean, lowerConvMean } from './lower-conv-mean';
import { type FireExpandRule, isFasterTogether, lowerFireExpand } from './lower-fire-expand';
import { isFasterRanked, lowerSoftmaxTopK, type SoftmaxTopKRule } from './lower-softmax-top-k';
import { lowerWinograd, tileByRules, type WinogradRule } from './lower-winograd';
import type { AdapterKind, Plan } from './plan';
import { selectKernel } from './select-kernel';

/** A graph and its plan, which has a step for every node. */
export interface Schedule {
  readonly graph: Graph;
  readonly plan: Plan;
}

/** What is lowered, of what can be: a measurement's choice, or a test's. */
export interface LoweringRules {
  /** Which convolutions become Winograd convolutions, and of which tiles. */
  readonly winograd: WinogradRule;
  /** Which pointwise convolutions are computed with the mean that is taken of them. */
  readonly convMean: ConvMeanRule;
  /** Which softmaxes are computed with the ranking of their probabilities. */
  readonly softmaxTopK: SoftmaxTopKRule;
  /** Which pairs of expand layers become one dispatch, ahead of the rule for Winograd convolutions. */
  readonly fireExpand: FireExpandRule;
}

/** What each kind of adapter gains by. */
export const DEFAULT_LOWERINGS: LoweringRules = {
  winograd: tileByRules,
  convMean: isFasterWithMean,
  softmaxTopK: isFasterRanked,
  fireExpand: isFasterTogether,
};

/** What a schedule depends on besides graph and kind of adapter; lowerings are the default ones where none are given. */
export interface ScheduleOptions extends Partial<LoweringRules> {
  /** Whether the device has the feature `subgroups`. */
  readonly hasSubgroups?: boolean;
  /** Chooses kernels in place of the rules. */
  readonly select?: KernelChoice;
  /** Whether the device decodes coded weights: where it does not compile for longer than a CPU would decode. */
  readonly decodesWeights?: boolean;
}

/**
 * Lowers a graph that went through the passes, and plans it.
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function scheduleGraph(
  graph: Graph,
  adapter: AdapterKind,
  options: ScheduleOptions = {},
): Schedule {
  const { hasSubgroups = false, select, decodesWeights = adapter === 'hardware' } = options;
  const { convMean, softmaxTopK, fireExpand, winograd } = { ...DEFAULT_LOWERINGS, ...options };
  const withMeans = lowerConvMean(graph, adapter, convMean);
  const ranked = lowerSoftmaxTopK(withMeans, adapter, softmaxTopK);
  const paired = lowerFireExpand(ranked, adapter, fireExpand);
  const lowered = lowerWinograd(paired, adapter, winograd);
  verifyGraph(lowered);
  const byRules: KernelChoice = (call, kind) => selectKernel(call, kind, hasSubgroups);
  return { graph: lowered, plan: buildPlan(lowered, adapter, select ?? byRules, decodesWeights) };
}
