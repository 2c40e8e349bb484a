// Which nodes read and which write each buffer, while values get their places inside one another. WebGPU lets no node read
// the buffer that it writes, so two buffers can be one only where no node reads the one and writes the other.
import type { AnyNode, Graph } from '../graph/graph';

/** Nodes that read and nodes that write a buffer. */
interface Buffer {
  readonly readers: Set<AnyNode>;
  readonly writers: Set<AnyNode>;
}

/** The buffers of a graph; whoever edits the graph tells them. Values are sets that are joined, the smaller into the larger. */
export class Buffers {
  readonly #parents = new Map<string, string>();
  readonly #buffers = new Map<string, Buffer>();

  constructor({ values, nodes }: Graph) {
    for (const { name, view } of values.values()) if (view) this.join(name, view.of);
    for (const node of nodes) this.add(node);
  }

  add(node: AnyNode): void {
    this.#note(node, 'add');
  }

  delete(node: AnyNode): void {
    this.#note(node, 'delete');
  }

  /** Whether a node reads a buffer that it also writes. */
  areOneFor({ inputs, outputs }: AnyNode): boolean {
    const written = new Set(outputs.map((name) => this.#root(name)));
    return inputs.some((name) => written.has(this.#root(name)));
  }

  /** Whether two values can lie in one buffer once a node is gone. */
  canJoin(a: string, b: string, gone: AnyNode): boolean {
    const [one, other] = [this.#of(a), this.#of(b)];
    return !meet(one.readers, other.writers, gone) && !meet(one.writers, other.readers, gone);
  }

  /** From now on two values lie in one buffer. */
  join(a: string, b: string): void {
    let [small, large] = [this.#root(a), this.#root(b)];
    if (small === large) return;
    if (this.#sizeOf(small) > this.#sizeOf(large)) [small, large] = [large, small];
    for (const part of ['readers', 'writers'] as const) {
      for (const node of this.#of(small)[part]) this.#of(large)[part].add(node);
    }
    this.#parents.set(small, large);
  }

  /** Whether nodes write into a value's buffer. */
  isWritten(name: string): boolean {
    return this.#of(name).writers.size > 0;
  }

  #sizeOf(name: string): number {
    const { readers, writers } = this.#of(name);
    return readers.size + writers.size;
  }

  #note(node: AnyNode, change: 'add' | 'delete'): void {
    for (const name of node.inputs) this.#of(name).readers[change](node);
    for (const name of node.outputs) this.#of(name).writers[change](node);
  }

  #of(name: string): Buffer {
    const root = this.#root(name);
    const buffer = this.#buffers.get(root) ?? { readers: new Set(), writers: new Set() };
    this.#buffers.set(root, buffer);
    return buffer;
  }

  /** The value that stands for all that lie in a buffer. */
  #root(name: string): string {
    let root = name;
    for (let next = this.#parents.get(root); next !== undefined; next = this.#parents.get(root)) {
      // Every second step is left out the next time.
      const beyond = this.#parents.get(next);
      if (beyond !== undefined) this.#parents.set(root, beyond);
      root = next;
    }
    return root;
  }
}

/** Whether two sets share a node besides one that is gone; takes time by the smaller one. */
function meet(a: ReadonlySet<AnyNode>, b: ReadonlySet<AnyNode>, gone: AnyNode): boolean {
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  for (const node of small) if (node !== gone && large.has(node)) return true;
  return false;
}
