// What has been measured of calls, and the choices that follow from it.
import type { Graph, Node } from '../ir/graph';
import { type Call, variantId } from '../kernels/kernel';
import { callOf, type KernelChoice } from '../plan/build-plan';
import { isFasterByWinograd, lowerWinograd, type WinogradRule } from '../plan/lower-winograd';
import type { AdapterKind } from '../plan/plan';
import { candidatesOf, type Selection, selectKernel } from '../plan/select-kernel';
import { callKey } from './call-key';

/** The fastest variant of a call, and its milliseconds. */
export interface TunedCall {
  readonly variant: string;
  readonly ms: number;
}

/** By the keys of calls. */
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

/** Lowers a convolution where its three steps took less than it did; by the rules where not all was measured. */
export function tunedWinograd(tuning: Tuning): WinogradRule {
  return (graph, node, adapter) => {
    const whole = tuning[callKey(callOf(graph, node))]?.ms;
    const parts = winogradCalls(graph, node, adapter).map((call) => tuning[callKey(call)]?.ms);
    const sum = parts.reduce<number>((total, ms) => total + (ms ?? Number.NaN), 0);
    if (whole === undefined || Number.isNaN(sum)) return isFasterByWinograd(graph, node, adapter);
    return sum < whole;
  };
}

function winogradCalls(graph: Graph, node: Node<'conv2d'>, adapter: AdapterKind): Call[] {
  const lowered = lowerWinograd(graph, adapter, (_, other) => other === node);
  return lowered.nodes
    .filter((step) => !graph.nodes.includes(step))
    .map((step) => callOf(lowered, step));
}
