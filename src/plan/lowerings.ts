// All that a graph can be lowered by. The rules gain by Winograd convolutions alone, which is all that a schedule lowers by
// itself; the others are for measurements and tests.
import type { Graph } from '../graph/graph';
import { type FireRule, isFasterWhole, lowerFire } from './lower-fire';
import { type FireExpandRule, isFasterTogether, lowerFireExpand } from './lower-fire-expand';
import { isFasterSeparable, lowerSeparable, type SeparableRule } from './lower-separable';
import { lowerWinograd, tileByRules, type WinogradRule } from './lower-winograd';
import type { AdapterKind } from './plan';

/** What is lowered, of what can be: a measurement's choice, or a test's. */
export interface LoweringRules {
  /** Which convolutions become Winograd convolutions, and of which tiles. */
  readonly winograd: WinogradRule;
  /** Which fire modules become one dispatch, by their expand layers, ahead of the rule for these. */
  readonly fire: FireRule;
  /** Which pairs of expand layers become one dispatch, ahead of the rule for Winograd convolutions. */
  readonly fireExpand: FireExpandRule;
  /** Which depthwise and pointwise convolutions, one behind the other, become one dispatch. */
  readonly separable: SeparableRule;
}

/** What each kind of adapter gains by. */
export const DEFAULT_LOWERINGS: LoweringRules = {
  winograd: tileByRules,
  fire: isFasterWhole,
  fireExpand: isFasterTogether,
  separable: isFasterSeparable,
};

/** What lowers a graph by these rules, and by the default ones where there are none. */
export function lowerBy(
  rules: Partial<LoweringRules>,
): (graph: Graph, adapter: AdapterKind) => Graph {
  const { fire, fireExpand, separable, winograd } = {
    ...DEFAULT_LOWERINGS,
    ...rules,
  };
  return (graph, adapter) => {
    const whole = lowerFire(graph, adapter, fire);
    const paired = lowerFireExpand(whole, adapter, fireExpand);
    const separated = lowerSeparable(paired, adapter, separable);
    return lowerWinograd(separated, adapter, winograd);
  };
}
