// Rewrites: some nodes of a graph in the place of others that compute the same. Each says every way that there is; rules or
// measurements say which are taken.

import { type AnyNode, type ChannelView, type Graph, valueNamed } from '../graph/graph';
import { MutableGraph } from '../graph/mutable-graph';
import { inferOutputs } from '../ops/infer-outputs';
import type { Tensor } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import { atOnce } from '../util/at-once';

/** One way to rewrite: nodes that go, and those that come where the last of them stood. */
export interface Edit {
  readonly take: readonly AnyNode[];
  /** In order. Values of names that are there stay in their places. */
  readonly give: readonly AnyNode[];
  /** New constants that the given nodes read. */
  readonly constants?: ReadonlyMap<string, Tensor>;
  /** The places of new values that lie inside others. */
  readonly views?: ReadonlyMap<string, ChannelView>;
  /** Which of the rewrite's ways it is, where there are several. */
  readonly way?: number;
}

/** A kind of edit. */
export interface Rewrite {
  readonly name: string;
  /** Its ways, where there are several. */
  readonly ways?: readonly number[];
  /** Every way to rewrite what is rooted at a node, whatever its speed. */
  readonly edits: (graph: Graph, node: AnyNode) => readonly Edit[];
  /** Whether an edit gains on a kind of adapter, as far as nothing was measured: the rule, with what it rests on. */
  readonly when: (graph: Graph, edit: Edit, adapter: AdapterKind) => boolean;
}

/** Picks one of the ways to rewrite what is rooted at one node; null for none. */
export type Choice = (
  rewrite: Rewrite,
  graph: Graph,
  edits: readonly Edit[],
  adapter: AdapterKind,
) => Edit | null;

/** What the rewrite's own rule takes. */
export const byRules: Choice = (rewrite, graph, edits, adapter) =>
  edits.find((edit) => rewrite.when(graph, edit, adapter)) ?? null;

/** Applies rewrites one after the other, each from node to node. */
export function rewriteGraph(
  graph: Graph,
  rewrites: readonly Rewrite[],
  adapter: AdapterKind,
  choose: Choice = byRules,
): Graph {
  return atOnce(rewriteSteps(graph, rewrites, adapter, choose));
}

/** `rewriteGraph`, with a stop ahead of every node. */
export function* rewriteSteps(
  graph: Graph,
  rewrites: readonly Rewrite[],
  adapter: AdapterKind,
  choose = byRules,
): Generator<void, Graph> {
  const edited = new MutableGraph(graph);
  for (const rewrite of rewrites) {
    for (const node of edited.nodes) {
      yield;
      const edits = edited.has(node) ? rewrite.edits(edited, node) : [];
      const edit = choose(rewrite, edited, edits, adapter);
      if (edit) applyEdit(edited, edit);
    }
  }
  return edited.done();
}

/** Applies an edit. Values that only the taken nodes gave are gone. */
export function applyEdit(graph: MutableGraph, { take, give, constants, views }: Edit): void {
  const given = new Set(give.flatMap(({ outputs }) => outputs));
  for (const name of take.flatMap(({ outputs }) => outputs)) {
    if (!given.has(name)) graph.values.delete(name);
  }
  for (const [name, tensor] of constants ?? []) graph.addConstant(name, tensor);
  for (const node of give) {
    const inputs = node.inputs.map((name) => valueNamed(graph, name));
    for (const [index, type] of inferOutputs(node, inputs).entries()) {
      const name = node.outputs[index] ?? '';
      const view = views?.get(name) ?? graph.values.get(name)?.view;
      graph.setValue({ name, ...type, ...(view && { view }) });
    }
  }
  graph.replace(take, give);
}
