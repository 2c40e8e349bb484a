// concat(a, b, c) behind concat(a, b) → concat(concat(a, b), c). Files of DenseNets join all features so far anew in every
// layer (arXiv:1608.06993, figure 1); nested, each concat is the beginning of the next, and elide-concat makes one buffer
// of them in which layers append.
import type { AnyNode } from '../graph/graph';
import { withoutUnusedValues } from '../graph/graph';
import { inSteps } from './pass';

/**
 * A concat whose first inputs are all inputs of an earlier one reads that one's value in their place; of several, the one
 * with most inputs.
 */
export const nestConcat = inSteps('nest-concat', function* (graph) {
  const earlier: Branch = { next: new Map() };
  const nodes: AnyNode[] = [];
  for (const node of graph.nodes) {
    yield;
    nodes.push(nest(earlier, node));
  }
  return withoutUnusedValues({ ...graph, nodes });
});

/** Earlier concats by their inputs: a tree in which the inputs are the way to the value that joins them. */
interface Branch {
  readonly next: Map<string, Branch>;
  joined?: string;
}

function nest(earlier: Branch, node: AnyNode): AnyNode {
  if (node.op !== 'concat') return node;
  let branch = earlier;
  let longest: { joined: string; length: number } | null = null;
  for (const [index, input] of node.inputs.entries()) {
    branch = nextBranch(branch, input);
    if (branch.joined !== undefined) longest = { joined: branch.joined, length: index + 1 };
  }
  branch.joined ??= node.outputs[0] ?? '';
  if (!longest) return node;
  return { ...node, inputs: [longest.joined, ...node.inputs.slice(longest.length)] };
}

function nextBranch(branch: Branch, input: string): Branch {
  const next = branch.next.get(input) ?? { next: new Map<string, Branch>() };
  branch.next.set(input, next);
  return next;
}
