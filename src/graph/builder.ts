// Builds graphs node by node, inferring every shape on the way.
import { GraphError, UnsupportedError } from '../errors';
import type { SomeOp } from '../ops/op';
import { type OpAttributes, type OpName, registerOps } from '../ops/registry';
import type { AxisOrder } from '../tensor/layout';
import { formatShape, type Shape, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import type { AnyNode, Graph, Value } from './graph';
import { inferOutputs } from './infer-outputs';
import { MOST_GRAPH_NODES, refuseTooManyNodes } from './most-nodes';
import { verifyGraph } from './verify';

/** 1 GiB of them: no buffer of a GPU holds more, and a file may claim anything. */
export const MOST_ELEMENTS = 2 ** 28;

/** Collects nodes, values and constants; `build` verifies and returns the immutable graph. */
export class GraphBuilder {
  readonly #name: string;
  readonly #axisOrder: AxisOrder;
  readonly #inputs: string[] = [];
  readonly #nodes: AnyNode[] = [];
  readonly #values = new Map<string, Value>();
  readonly #constants = new Map<string, Tensor>();

  /**
   * `axisOrder` is how users of the model hold its feature maps; inside, they are NHWC. `ops` are those that it is built of
   * besides what is loaded.
   */
  constructor(name: string, axisOrder: AxisOrder, ops: readonly SomeOp[] = []) {
    registerOps(ops);
    this.#name = name;
    this.#axisOrder = axisOrder;
  }

  /** Declares an input of NHWC shape; returns its name. */
  input(name: string, shape: Shape): string {
    this.#add({ name, shape, dtype: 'f32' });
    this.#inputs.push(name);
    return name;
  }

  /** Adds a constant; returns its name. */
  constant(name: string, tensor: Tensor): string {
    this.#add({ name, shape: tensor.shape, dtype: tensor.dtype });
    this.#constants.set(name, tensor);
    return name;
  }

  /** Shape of a value added so far. @throws GraphError when there is none of this name. */
  shapeOf(name: string): Shape {
    return this.#valueNamed(name).shape;
  }

  /**
   * Adds a node with one output of the node's own name; returns that name.
   * @throws GraphError when the inputs do not exist or do not fit the op; UnsupportedError for a value of more than 2²⁸
   * elements, and for more than 8192 nodes.
   */
  node<O extends OpName>(
    op: O,
    name: string,
    inputs: readonly string[],
    attributes: OpAttributes[O],
  ): string {
    this.multiOutputNode(op, name, inputs, attributes, [name]);
    return name;
  }

  /** Adds a node whose outputs are named one by one. @throws GraphError as `node` does. */
  multiOutputNode<O extends OpName>(
    op: O,
    name: string,
    inputs: readonly string[],
    attributes: OpAttributes[O],
    outputs: readonly string[],
  ): void {
    // TypeScript cannot see that op and attributes of one generic O form a member of the union.
    const node = { name, op, inputs, outputs, attributes } as unknown as AnyNode;
    const types = inferOutputs(
      node,
      inputs.map((input) => this.#valueNamed(input)),
    );
    for (const [index, type] of types.entries()) {
      this.#add({ name: outputs[index] ?? '', ...type });
    }
    this.#nodes.push(node);
    refuseTooManyNodes(this.#name, this.#nodes.length, MOST_GRAPH_NODES);
  }

  /** The finished graph. @throws GraphError when it breaks a rule of the IR. */
  build(outputs: readonly string[]): Graph {
    const graph: Graph = {
      name: this.#name,
      axisOrder: this.#axisOrder,
      inputs: [...this.#inputs],
      outputs: [...outputs],
      nodes: [...this.#nodes],
      values: new Map(this.#values),
      constants: new Map(this.#constants),
    };
    verifyGraph(graph);
    return graph;
  }

  #valueNamed(name: string): Value {
    const value = this.#values.get(name);
    if (!value) throw new GraphError(`Graph "${this.#name}" has no value "${name}" yet.`);
    return value;
  }

  #add(value: Value): void {
    if (value.name === '' || this.#values.has(value.name)) {
      throw new GraphError(
        `Graph "${this.#name}" needs a new name for a value, got "${value.name}".`,
      );
    }
    const count = product(value.shape);
    if (count > MOST_ELEMENTS) {
      throw new UnsupportedError(
        `Value "${value.name}" ${formatShape(value.shape)} has ${count} elements; Kindling holds up to ${MOST_ELEMENTS}.`,
      );
    }
    this.#values.set(value.name, value);
  }
}
