// Which nodes are computed another way, by what has been measured of both ways.
import type { AnyNode, Graph, Node } from '../graph/graph';
import { WINOGRAD_TILES, type WinogradTile } from '../ops/conv/winograd';
import { callOf } from '../plan/build-plan';
import { lowerFire } from '../plan/lower-fire';
import { lowerFireExpand } from '../plan/lower-fire-expand';
import { lowerSeparable } from '../plan/lower-separable';
import { lowerWinograd } from '../plan/lower-winograd';
import { DEFAULT_LOWERINGS, type LoweringRules } from '../plan/lowerings';
import type { AdapterKind } from '../plan/plan';
import { callKey } from './call-key';
import type { Tuning } from './tuning';

/** A graph as it is, and with everything lowered that can be, by each lowering alone: what there is to measure. */
export function loweredForms(graph: Graph, adapter: AdapterKind): Graph[] {
  const always = () => true;
  return [
    graph,
    ...WINOGRAD_TILES.map((tile) => lowerWinograd(graph, adapter, () => tile)),
    lowerFireExpand(graph, adapter, always),
    lowerSeparable(graph, adapter, always),
    lowerFire(graph, adapter, always),
  ];
}

/** Lowers what took less time so; by the default rules where not all of both ways was measured. */
export function tunedLowerings(tuning: Tuning): LoweringRules {
  const { winograd, fire, fireExpand, separable } = DEFAULT_LOWERINGS;
  return {
    winograd: (graph, node, adapter) => {
      const ways = winogradWays(tuning, graph, node, adapter);
      if (ways.some(({ ms }) => Number.isNaN(ms))) return winograd(graph, node, adapter);
      return ways.reduce((best, way) => (way.ms < best.ms ? way : best)).tile;
    },
    fire: (graph, pair, adapter) => {
      const isPair = (_: Graph, it: typeof pair) => it.pointwise === pair.pointwise;
      const whole = lowerFire(graph, adapter, isPair);
      const expands = lowerFireExpand(graph, adapter, isPair);
      // It takes the squeeze layer away, too, and has to be faster than that with the better of both ways to expand.
      const saved = savedMs(tuning, graph, adapter, whole);
      const otherwise = Math.max(0, savedMs(tuning, graph, adapter, expands));
      return Number.isNaN(saved + otherwise) ? fire(graph, pair, adapter) : saved > otherwise;
    },
    fireExpand: (graph, pair, adapter) => {
      const only = lowerFireExpand(graph, adapter, (_, it) => it.pointwise === pair.pointwise);
      return gains(tuning, graph, adapter, only) ?? fireExpand(graph, pair, adapter);
    },
    separable: (graph, pair, adapter) => {
      const only = lowerSeparable(graph, adapter, (_, it) => it.pointwise === pair.pointwise);
      return gains(tuning, graph, adapter, only) ?? separable(graph, pair, adapter);
    },
  };
}

/** Whether what a lowering put there takes less than what it took away; undefined where that was not measured. */
function gains(
  tuning: Tuning,
  graph: Graph,
  adapter: AdapterKind,
  lowered: Graph,
): boolean | undefined {
  const saved = savedMs(tuning, graph, adapter, lowered);
  return Number.isNaN(saved) ? undefined : saved > 0;
}

/** By how many milliseconds what a lowering put there is faster than what it took away; not a number where it was not measured. */
function savedMs(tuning: Tuning, graph: Graph, adapter: AdapterKind, lowered: Graph): number {
  const kept = new Set(lowered.nodes);
  const before = graph.nodes.filter((node) => !kept.has(node));
  const msBefore = sum(before.map((node) => leastMs(tuning, graph, node, adapter)));
  return msBefore - addedMs(tuning, graph, lowered);
}

/** Milliseconds of a node, by the best tile where it is a convolution. */
function leastMs(tuning: Tuning, graph: Graph, node: AnyNode, adapter: AdapterKind): number {
  if (node.op !== 'conv2d') return msOf(tuning, graph, node);
  return Math.min(...winogradWays(tuning, graph, node, adapter).map(({ ms }) => ms));
}

/** A convolution as it is, and by each tile that it can be lowered to. */
function winogradWays(
  tuning: Tuning,
  graph: Graph,
  node: Node<'conv2d'>,
  adapter: AdapterKind,
): { tile: WinogradTile | null; ms: number }[] {
  const lowered = WINOGRAD_TILES.flatMap((tile) => {
    const by = lowerWinograd(graph, adapter, (_, other) => (other === node ? tile : null));
    return by.nodes.includes(node) ? [] : [{ tile, ms: addedMs(tuning, graph, by) }];
  });
  return [{ tile: null, ms: msOf(tuning, graph, node) }, ...lowered];
}

/** Milliseconds of the nodes that a lowered graph has more. */
function addedMs(tuning: Tuning, graph: Graph, lowered: Graph): number {
  const known = new Set(graph.nodes);
  const added = lowered.nodes.filter((node) => !known.has(node));
  return sum(added.map((node) => msOf(tuning, lowered, node)));
}

/** Not a number where it was not measured. */
function msOf(tuning: Tuning, graph: Graph, node: AnyNode): number {
  return tuning[callKey(callOf(graph, node))]?.ms ?? Number.NaN;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
