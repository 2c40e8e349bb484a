// What has been measured of calls, and the choices that follow from it.
import type { Graph, Node } from '../ir/graph';
import { WINOGRAD_TILES, type WinogradTile } from '../ir/winograd';
import { type Call, variantId } from '../kernels/kernel';
import { callOf, type KernelChoice } from '../plan/build-plan';
import { lowerWinograd, tileByRules, type WinogradRule } from '../plan/lower-winograd';
import type { AdapterKind } from '../plan/plan';
import { candidatesOf, type Selection, selectKernel } from '../plan/select-kernel';
import { callKey } from './call-key';

/** The fastest variant of a call, and its milliseconds. */
export interface TunedCall {
  readonly variant: string;
  readonly ms: number;
}

/** By the keys of calls, in which the steps of a Winograd convolution have their tile. */
export type Tuning = Readonly<Record<string, TunedCall>>;

/** Names a selection within a call's candidates. */
export function selectionId({ kernel, variant }: Selection): string {
  return variantId(kernel.shader, variant);
}

/** Chooses what was fastest; by the rules where nothing was measured. */
export function tunedChoice(tuning: Tuning, hasSubgroups: boolean): KernelChoice {
  return (call: Call, adapter: AdapterKind) => {
    const fastest = tuning[callKey(call)]?.variant;
    const known = candidatesOf(call, adapter, hasSubgroups).find(
      (candidate) => selectionId(candidate) === fastest,
    );
    return known ?? selectKernel(call, adapter, hasSubgroups);
  };
}

/**
 * Computes a convolution as it took least: as it is, or in three steps by one of the tiles that it can be lowered to. By the
 * rules where not all of these were measured.
 */
export function tunedWinograd(tuning: Tuning): WinogradRule {
  return (graph, node, adapter) => {
    const ways = [
      { tile: null, calls: [callOf(graph, node)] },
      ...WINOGRAD_TILES.map((tile) => ({ tile, calls: stepsOf(graph, node, adapter, tile) })),
    ].filter(({ calls }) => calls.length > 0);
    const timed = ways.map(({ tile, calls }) => ({ tile, ms: totalMs(tuning, calls) }));
    if (timed.some(({ ms }) => Number.isNaN(ms))) return tileByRules(graph, node, adapter);
    return timed.reduce((best, way) => (way.ms < best.ms ? way : best)).tile;
  };
}

/** Milliseconds of calls one after the other; not a number where one was not measured. */
function totalMs(tuning: Tuning, calls: readonly Call[]): number {
  return calls.reduce((total, call) => total + (tuning[callKey(call)]?.ms ?? Number.NaN), 0);
}

/** The steps of a convolution by a tile; none where it cannot be lowered to that. */
function stepsOf(
  graph: Graph,
  node: Node<'conv2d'>,
  adapter: AdapterKind,
  tile: WinogradTile,
): Call[] {
  const lowered = lowerWinograd(graph, adapter, (_, other) => (other === node ? tile : null));
  return lowered.nodes
    .filter((step) => !graph.nodes.includes(step))
    .map((step) => callOf(lowered, step));
}
