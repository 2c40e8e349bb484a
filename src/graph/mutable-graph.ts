// A graph while it is rewritten: each edit costs time by its own size, and the index of who makes and reads what is kept.
import type { AxisOrder } from '../tensor/layout';
import type { Tensor } from '../tensor/tensor';
import { type AnyNode, forgetStorage, type Graph, type Value } from './graph';
import { usesOf } from './uses';

/** A copy of a graph that changes in place. */
export class MutableGraph implements Graph {
  declare readonly name: string;
  declare readonly axisOrder: AxisOrder;
  declare readonly inputs: readonly string[];
  declare readonly outputs: readonly string[];
  readonly values: Map<string, Value>;
  readonly constants: Map<string, Tensor>;
  /** Null once something was replaced. */
  #source: Graph | null;
  /** Those that stand where each node of the first graph stood. */
  readonly #places: AnyNode[][];
  readonly #placeOf: Map<AnyNode, number>;

  constructor(source: Graph) {
    const { nodes, ...rest } = source;
    Object.assign(this, rest);
    this.values = new Map(source.values);
    this.constants = new Map(source.constants);
    this.#source = source;
    this.#places = nodes.map((node) => [node]);
    this.#placeOf = new Map(nodes.map((node, place) => [node, place]));
  }

  /** Listed anew by every call. */
  get nodes(): AnyNode[] {
    return this.#places.flat();
  }

  has(node: AnyNode): boolean {
    return this.#placeOf.has(node);
  }

  /** Puts nodes where the last of those that go stood. */
  replace(take: readonly AnyNode[], give: readonly AnyNode[]): void {
    const uses = usesOf(this);
    this.#source = null;
    const placeOf = (node: AnyNode) => this.#placeOf.get(node) ?? 0;
    const last = Math.max(...take.map(placeOf));
    const nodes = this.#places[last] ?? [];
    nodes.splice(nodes.findLastIndex((node) => take.includes(node)) + 1, 0, ...give);
    for (const node of take) {
      const beside = this.#places[placeOf(node)] ?? [];
      beside.splice(beside.indexOf(node), 1);
      this.#placeOf.delete(node);
      uses.delete(node);
    }
    for (const node of give) {
      this.#placeOf.set(node, last);
      uses.add(node);
    }
  }

  /** Adds a value, or gives it another type or place. */
  setValue(value: Value): void {
    this.values.set(value.name, value);
    forgetStorage(this);
  }

  addConstant(name: string, tensor: Tensor): void {
    const { shape, dtype } = tensor;
    this.values.set(name, { name, shape, dtype });
    this.constants.set(name, tensor);
  }

  /** The graph as it is now: the first one where nothing was replaced. */
  done(): Graph {
    return this.#source ?? { ...this, nodes: this.nodes };
  }
}
