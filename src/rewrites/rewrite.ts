// Rewrites: some nodes of a graph in the place of others that compute the same. Each says every way that there is; rules or
// measurements say which are taken.

import { type AnyNode, type ChannelView, type Graph, valueNamed } from '../graph/graph';
import { inferOutputs } from '../graph/infer-outputs';
import type { Tensor } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';

/** One way to rewrite: nodes that go, and those that come where the last of them stood. */
export interface Edit {
  readonly take: readonly AnyNode[];
  /** In order. Values of names that are there stay what they are, in their places. */
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

/** Applies rewrites one after the other, each from node to node. `isComputed` says whether anything computes a node; all is taken to be. */
export function rewriteGraph(
  graph: Graph,
  rewrites: readonly Rewrite[],
  adapter: AdapterKind,
  choose: Choice = byRules,
  isComputed?: (graph: Graph, node: AnyNode) => boolean,
): Graph {
  return rewrites.reduce(
    (whole, rewrite) =>
      whole.nodes.reduce((current, node) => {
        const edits = current.nodes.includes(node) ? rewrite.edits(current, node) : [];
        const possible = edits.filter((edit) => {
          if (!isComputed) return true;
          const edited = applyEdit(current, edit);
          return edit.give.every((given) => isComputed(edited, given));
        });
        if (possible.length === 0) return current;
        const edit = choose(rewrite, current, possible, adapter);
        return edit ? applyEdit(current, edit) : current;
      }, whole),
    graph,
  );
}

const NONE: ReadonlyMap<string, Tensor> = new Map();

/** The graph after an edit. Values that only the taken nodes gave are gone. */
export function applyEdit(graph: Graph, { take, give, constants = NONE, views }: Edit): Graph {
  const last = graph.nodes.findLast((node) => take.includes(node));
  const nodes = graph.nodes.flatMap((node) => {
    if (node === last) return give;
    return take.includes(node) ? [] : [node];
  });
  const given = new Set(give.flatMap(({ outputs }) => outputs));
  const values = new Map(graph.values);
  for (const name of take.flatMap(({ outputs }) => outputs)) {
    if (!given.has(name)) values.delete(name);
  }
  for (const [name, { shape, dtype }] of constants) values.set(name, { name, shape, dtype });
  const edited = {
    ...graph,
    nodes,
    values,
    constants: constants.size > 0 ? new Map([...graph.constants, ...constants]) : graph.constants,
  };
  for (const node of give) {
    const inputs = node.inputs.map((name) => valueNamed(edited, name));
    for (const [index, type] of inferOutputs(node, inputs).entries()) {
      const name = node.outputs[index] ?? '';
      const view = views?.get(name);
      if (!values.has(name)) values.set(name, { name, ...type, ...(view && { view }) });
    }
  }
  return edited;
}
