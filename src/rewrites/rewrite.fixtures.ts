// Rewrites as tests want them: everywhere, by the rules, or where a test says.

import type { Graph } from '../graph/graph';
import type { AdapterKind } from '../util/adapter-kind';
import { byRules, type Choice, type Edit, type Rewrite, rewriteGraph } from './rewrite';

/** Whether an edit is taken. */
export type Wants = (graph: Graph, edit: Edit, adapter: AdapterKind) => boolean;

/** What is wanted of some rewrites, by name, and the rules of the others. */
export function choosing(wants: Readonly<Record<string, Wants>>): Choice {
  return (rewrite, graph, edits, adapter) => {
    const wanted = wants[rewrite.name];
    if (!wanted) return byRules(rewrite, graph, edits, adapter);
    return edits.find((edit) => wanted(graph, edit, adapter)) ?? null;
  };
}

/** One rewrite, wherever it can be or where it is wanted. */
export function rewritten(
  graph: Graph,
  rewrite: Rewrite,
  adapter: AdapterKind,
  wants: Wants = () => true,
): Graph {
  return rewriteGraph(graph, [rewrite], adapter, choosing({ [rewrite.name]: wants }));
}

/** One rewrite by its own rule. */
export function byItsRule(graph: Graph, rewrite: Rewrite, adapter: AdapterKind): Graph {
  return rewriteGraph(graph, [rewrite], adapter);
}
