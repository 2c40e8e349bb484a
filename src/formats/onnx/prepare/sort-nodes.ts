// Nodes in an order in which each reads what was written before. ONNX asks for it; not all writers do it.
import { UnsupportedError } from '../../../errors';
import { decodeGraph } from '../decode-model';
import type { OnnxNode } from '../onnx-model';
import { ProtoReader } from '../proto-reader';
import { GRAPH } from '../proto-types';

/** How deep subgraphs may lie in one another. */
const DEEPEST = 32;

/** The nodes in the file's order as far as that goes. Those of a cycle come last: they read what nothing has written. */
export function inOrder(nodes: readonly OnnxNode[]): OnnxNode[] {
  const writers = new Map(
    nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)),
  );
  const state = new Map<OnnxNode, 'open' | 'done'>();
  const sorted: OnnxNode[] = [];
  for (const first of nodes) {
    const path = [first];
    for (let node = path.at(-1); node; node = path.at(-1)) {
      if (state.get(node) === undefined) {
        state.set(node, 'open');
        const before = node.inputs.flatMap((name) => writers.get(name) ?? []);
        path.push(...before.filter((writer) => !state.has(writer)));
        continue;
      }
      path.pop();
      if (state.get(node) !== 'open') continue;
      state.set(node, 'done');
      sorted.push(node);
    }
  }
  return sorted;
}

/** Nodes that have subgraphs, with what these read from outside as further inputs of theirs. */
export function withCaptures(nodes: readonly OnnxNode[], depth = 0): OnnxNode[] {
  if (depth > DEEPEST) throw new UnsupportedError(`If is nested more than ${DEEPEST} deep.`);
  return nodes.map((node) => {
    const captured = node.attributes.flatMap(({ g }) => (g ? readBy(g, depth) : []));
    if (captured.length === 0) return node;
    const missing = captured.filter((name) => !node.inputs.includes(name));
    return { ...node, inputs: [...node.inputs, ...new Set(missing)] };
  });
}

/** Names that a subgraph reads and does not write. */
function readBy(bytes: Uint8Array, depth: number): string[] {
  const { nodes, initializers, outputs } = decodeGraph(ProtoReader.of(bytes, GRAPH));
  const inner = withCaptures(nodes, depth + 1);
  const own = new Set([
    ...inner.flatMap((node) => node.outputs),
    ...initializers.map(({ name }) => name),
  ]);
  const read = [...inner.flatMap((node) => node.inputs), ...outputs.map(({ name }) => name)];
  return read.filter((name) => name !== '' && !own.has(name));
}
