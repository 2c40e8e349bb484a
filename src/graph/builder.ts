// Builds graphs node by node, inferring every shape on the way.
import { GraphError } from '../errors';
import { inferOutputs } from '../ops/infer-outputs';
import type { SomeOp } from '../ops/op';
import { type OpAttributes, type OpName, registerOps } from '../ops/registry';
import type { AxisOrder } from '../tensor/layout';
import type { Shape, Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import type { AnyNode, Graph, Value } from './graph';
import {
  MOST_AXES,
  MOST_ELEMENTS,
  MOST_ENDS,
  MOST_GRAPH_NODES,
  MOST_READS,
  refuseMore,
} from './limits';
import { verifyCount, verifyName, verifyOutput, verifyShape } from './verify';

/** Collects nodes, values and constants, each of which it checks, so that what `build` gives follows the rules of `verifyGraph`. */
export class GraphBuilder {
  readonly #name: string;
  readonly #axisOrder: AxisOrder;
  readonly #inputs: string[] = [];
  readonly #nodes: AnyNode[] = [];
  readonly #nodeNames = new Set<string>();
  #reads = 0;
  /** How often each name was wanted. */
  readonly #names = new Map<string, number>();
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

  /** Gives out each name once: the wanted one, or that with a number behind it. */
  freshName(wanted: string): string {
    const count = (this.#names.get(wanted) ?? 0) + 1;
    this.#names.set(wanted, count);
    return count === 1 ? wanted : this.freshName(`${wanted}#${count}`);
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
   * @throws GraphError when the inputs do not exist or do not fit the op; UnsupportedError for more than
   * MOST_ELEMENTS or MOST_AXES of a value, MOST_ENDS of a node, MOST_GRAPH_NODES, or MOST_READS of all nodes (limits.ts).
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
    refuseMore(name, inputs.length, MOST_ENDS, 'inputs');
    this.#reads += inputs.length;
    refuseMore(this.#name, this.#reads, MOST_READS, 'inputs');
    const types = inferOutputs(
      node,
      inputs.map((input) => this.#valueNamed(input)),
    );
    verifyCount(node, types.length);
    verifyName(name, this.#nodeNames);
    types.forEach((type, index) => {
      this.#add({ name: outputs[index] ?? '', ...type });
    });
    this.#nodes.push(node);
    refuseMore(this.#name, this.#nodes.length, MOST_GRAPH_NODES, 'nodes');
  }

  /** The finished graph. @throws GraphError for an output that nothing writes; UnsupportedError for more than MOST_ENDS inputs or outputs. */
  build(outputs: readonly string[]): Graph {
    refuseMore(this.#name, this.#inputs.length, MOST_ENDS, 'inputs');
    refuseMore(this.#name, outputs.length, MOST_ENDS, 'outputs');
    for (const output of outputs) verifyOutput(output, this.#values);
    return {
      name: this.#name,
      axisOrder: this.#axisOrder,
      inputs: [...this.#inputs],
      outputs: [...outputs],
      nodes: [...this.#nodes],
      values: new Map(this.#values),
      constants: new Map(this.#constants),
    };
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
    verifyShape(value);
    refuseMore(value.name, value.shape.length, MOST_AXES, 'axes');
    refuseMore(value.name, product(value.shape), MOST_ELEMENTS, 'elements');
    this.#values.set(value.name, value);
  }
}
