// Which nodes of a file matter: those that its outputs need.
import type { OnnxGraph, OnnxNode } from './onnx-model';

/**
 * The nodes that the graph's outputs are computed from, in the file's order; outputs of theirs that nothing reads have
 * no name.
 */
export function liveNodes({ nodes, outputs }: OnnxGraph): OnnxNode[] {
  const read = new Set(outputs.map(({ name }) => name));
  const live: OnnxNode[] = [];
  // Backwards: whoever reads a value stands behind whoever writes it.
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => name !== '' && read.has(name))) continue;
    for (const name of node.inputs) read.add(name);
    live.push(node);
  }
  return live.toReversed().map((node) => ({
    ...node,
    outputs: node.outputs.map((name, position) => (position === 0 || read.has(name) ? name : '')),
  }));
}
