// Who makes and who reads each value of a graph: an index, so that nobody searches lists of nodes.
import type { AnyNode, Graph } from './graph';

/** The index of a graph. */
export class Uses {
  readonly producers = new Map<string, AnyNode>();
  readonly readers = new Map<string, Set<AnyNode>>();
  readonly outputs: ReadonlySet<string>;
  /** Of nodes. */
  readonly names = new Set<string>();

  constructor({ outputs, nodes }: Graph) {
    this.outputs = new Set(outputs);
    for (const node of nodes) this.add(node);
  }

  add(node: AnyNode): void {
    this.names.add(node.name);
    for (const name of node.outputs) this.producers.set(name, node);
    for (const name of node.inputs) {
      const readers = this.readers.get(name);
      if (readers) readers.add(node);
      else this.readers.set(name, new Set([node]));
    }
  }

  delete(node: AnyNode): void {
    this.names.delete(node.name);
    for (const name of node.outputs) this.producers.delete(name);
    for (const name of node.inputs) this.readers.get(name)?.delete(node);
  }
}

const known = new WeakMap<Graph, Uses>();

/** The index of a graph, made when it is first asked for. */
export function usesOf(graph: Graph): Uses {
  const uses = known.get(graph) ?? new Uses(graph);
  known.set(graph, uses);
  return uses;
}

/** The nodes that read a value, each once: in order, as far as edits did not put others in their places. */
export function consumersOf(graph: Graph, name: string): AnyNode[] {
  return [...(usesOf(graph).readers.get(name) ?? [])];
}

/** The node that writes a value; undefined for inputs and constants. */
export function producerOf(graph: Graph, name: string): AnyNode | undefined {
  return usesOf(graph).producers.get(name);
}

/** Whether somebody outside asks for a value. */
export function isOutput(graph: Graph, name: string): boolean {
  return usesOf(graph).outputs.has(name);
}
