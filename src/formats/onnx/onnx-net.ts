// The graph while it grows from a file's nodes: what each ONNX name stands for, and how it is held.

import { ModelFormatError, UnsupportedError } from '../../errors';
import { Allowance, type Allowed } from '../../graph/budget';
import { GraphBuilder } from '../../graph/builder';
import type { SomeOp } from '../../ops/op';
import type { OpAttributes, OpName } from '../../ops/registry';
import { formatShape, lazyTensor, type Shape, sameShape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { FileMisfit } from '../file-misfit';
import { describeNode } from './attributes';
import { type Constant, isReal, typeName } from './constant';
import {
  canonicalOrder,
  heldShape,
  movesNothing,
  type Order,
  ownOrder,
  reshapeOrders,
  sameOrder,
} from './layout';
import type { OnnxNode } from './onnx-model';
import { permuted } from './permute';

/** A value that is computed. */
export interface Computed {
  readonly kind: 'computed';
  /** The value of our graph that holds it. */
  readonly value: string;
  /** ONNX's dimensions. */
  readonly dims: Shape;
  readonly order: Order;
  /** Scale, zero point and range of a value that QuantizeLinear wrote: only DequantizeLinear may read it. */
  readonly quantization?: string;
  /** The type of whole numbers or truth values, which are held as real numbers; absent for real ones. */
  readonly integer?: number;
}

/** What a name of the file stands for. */
export type Operand = Constant | Computed;

/** What says how an op works has fewer: sizes of all parts of a split, at most. */
const MOST_WHOLE_NUMBERS = 2 ** 12;

/** Collects the nodes of our graph, one ONNX node after the other. */
export class OnnxNet {
  readonly graph: GraphBuilder;
  /** Version of ONNX's own op set. */
  readonly opset: number;
  readonly #operands = new Map<string, Operand>();
  /** Converts nodes that another one is made of, or a subgraph's. */
  convertNode: (node: OnnxNode) => void = () => {};
  readonly #written = new Set<string>();
  /** Values that were reordered or stored before, by what was asked for. */
  readonly #known = new Map<string, string>();
  readonly #allowance: Allowance;
  /** Whether somebody gave sizes to inputs: what does not fit then need not be damage. */
  readonly isSized: boolean;

  /**
   * @param options what may be computed while reading, and sizes of inputs
   * @param ops that nodes become, besides what is loaded
   */
  constructor(
    opset: number,
    options: Allowed & { readonly inputs?: object },
    ops: readonly SomeOp[] = [],
  ) {
    this.graph = new GraphBuilder(options.name, 'nchw', ops);
    this.opset = opset;
    this.#allowance = new Allowance(options);
    this.isSized = Object.keys(options.inputs ?? {}).length > 0;
  }

  /** A name like those of the file that stands for nothing yet. */
  hiddenName(wanted: string): string {
    let name = wanted;
    for (let count = 2; this.#operands.has(name); count++) name = `${wanted}#${count}`;
    return name;
  }

  /** Makes a name of the file stand for an operand. @throws ModelFormatError when it already stands for one. */
  define(name: string, operand: Operand, offset = 0): void {
    if (this.#operands.has(name)) {
      throw new ModelFormatError(`Two things are named "${name}". The file is damaged.`, {
        layer: name,
        offset,
      });
    }
    if (operand.kind === 'constant' && operand.isFolded) this.charge(product(operand.dims), name);
    this.#operands.set(name, operand);
  }

  /** Counts numbers that are computed from other constants. @throws LimitError when the file has asked for too many */
  charge(numbers: number, name: string): void {
    this.#allowance.charge(numbers, name);
  }

  /** What a name stands for; undefined while nothing wrote it. */
  lookUp(name: string): Operand | undefined {
    return this.#operands.get(name);
  }

  /** An input of a node; null where it is left out. @throws ModelFormatError when nothing has written it. */
  optional(node: OnnxNode, position: number): Operand | null {
    const name = node.inputs[position] ?? '';
    if (name === '') return null;
    const operand = this.#operands.get(name);
    if (operand) return operand;
    throw this.misfit(node, `reads "${name}" before anything writes it`);
  }

  /** An input that must be there. @throws ModelFormatError as `optional`, or when it is left out. */
  input(node: OnnxNode, position: number): Operand {
    const operand = this.optional(node, position);
    if (!operand) throw this.misfit(node, `has no input ${position}`);
    return operand;
  }

  /** An input as a value of our graph; constants are stored in one. @throws as `input` and `refuseIntegers` */
  value(node: OnnxNode, position: number): Computed {
    const operand = this.input(node, position);
    this.refuseIntegers(node, operand);
    return this.stored(operand);
  }

  /** @throws UnsupportedError for a computed operand that is quantised or of whole numbers */
  refuseIntegers(node: OnnxNode, operand: Operand): void {
    if (operand.kind === 'constant') return;
    const { quantization, integer } = operand;
    if (quantization !== undefined) throw this.unsupported(node, 'computes with quantised numbers');
    if (integer !== undefined) {
      throw this.unsupported(node, `computes with numbers of type ${typeName(integer)}`);
    }
  }

  /** An input that must be constant; null where it is left out. @throws UnsupportedError where it is computed. */
  optionalConstant(node: OnnxNode, position: number): Constant | null {
    const operand = this.optional(node, position);
    if (operand === null || operand.kind === 'constant') return operand;
    throw this.unsupported(node, `computes its input ${position}, which must be constant`);
  }

  /** An input that must be constant. @throws as `optionalConstant`, or ModelFormatError when it is left out. */
  constant(node: OnnxNode, position: number): Constant {
    const constant = this.optionalConstant(node, position);
    if (!constant) throw this.misfit(node, `has no input ${position}`);
    return constant;
  }

  /** An operand as a value of our graph. */
  stored(operand: Operand): Computed {
    if (operand.kind === 'computed') return operand;
    const order = canonicalOrder(operand.dims.length);
    const value = this.addConstant(operand, order);
    return { kind: 'computed', value, dims: operand.dims, order };
  }

  /** Adds a constant, its axes in this order, once. @throws as `checkWeights` */
  addConstant(constant: Constant, order: Order): string {
    const { name, dims } = constant;
    this.checkWeights(constant);
    return this.addWeights(`${name} as ${order}`, name, heldShape(dims, order), () =>
      permuted(this.realNumbers(constant), dims, order),
    );
  }

  /** Adds numbers under a name of their own; once for each `key`. They are asked for later, and must not throw. */
  addWeights(
    key: string,
    name: string,
    shape: Shape,
    numbers: () => Float32Array<ArrayBuffer>,
  ): string {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const value = this.graph.constant(
      this.graph.freshName(name || 'constant'),
      lazyTensor(shape, numbers),
    );
    this.#known.set(key, value);
    return value;
  }

  /** Numbers of a constant that must be real. @throws UnsupportedError when they are integers. */
  realNumbers(constant: Constant): Float32Array<ArrayBuffer> {
    this.#refuseIntegerNumbers(constant);
    return constant.data as Float32Array<ArrayBuffer>;
  }

  /**
   * Constants that the graph computes with are real numbers.
   * @throws UnsupportedError for integers, without computing them; ModelFormatError for NaN and infinities.
   */
  checkWeights(constant: Constant): void {
    this.#refuseIntegerNumbers(constant);
    const { name } = constant;
    const index = constant.firstStrange();
    if (index < 0) return;
    throw new ModelFormatError(
      `Tensor "${name}": number ${index} is ${constant.data[index]}, not one that a weight can have. The file is damaged.`,
      { layer: name, offset: 0 },
    );
  }

  #refuseIntegerNumbers({ name, dataType }: Constant): void {
    if (isReal(dataType)) return;
    throw new UnsupportedError(
      `Tensor "${name}" is ${typeName(dataType)}; Kindling computes with real numbers.`,
    );
  }

  /** The value with its axes in this order: itself, a reshape that moves nothing, or a transpose. */
  reordered(x: Computed, order: Order): Computed {
    if (sameOrder(x.order, order)) return x;
    // Transposes only rename axes: the same value can be held under several orders.
    const key = `${x.value} from ${x.order} to ${order}`;
    let value = this.#known.get(key);
    if (value === undefined) {
      const name = `${x.value}/axes-${order.join('')}`;
      const shape = heldShape(x.dims, order);
      const permutation = order.map((axis) => x.order.indexOf(axis));
      value = movesNothing(x.dims, x.order, order)
        ? this.add('reshape', name, [x.value], { shape })
        : this.add('transpose', name, [x.value], { permutation });
      this.#known.set(key, value);
    }
    return { ...x, value, order };
  }

  /** The value in other dimensions of as many numbers; `name` is what a node is called if one is needed. */
  reshaped(x: Computed, dims: Shape, name: string): Computed {
    const { before, after } =
      x.dims.length === 0
        ? { before: x.order, after: ownOrder(dims.length) }
        : reshapeOrders(x.dims, x.order, dims);
    const source = this.reordered(x, before);
    const shape = heldShape(dims, after);
    if (sameShape(shape, this.graph.shapeOf(source.value))) {
      return { kind: 'computed', value: source.value, dims, order: after };
    }
    const value = this.add('reshape', name, [source.value], { shape });
    return { kind: 'computed', value, dims, order: after };
  }

  /** Adds a node with one output, whose name is `name` or like it; returns that name. @throws GraphError */
  add<O extends OpName>(
    op: O,
    name: string,
    inputs: readonly string[],
    attributes: OpAttributes[O],
  ): string {
    const value = this.graph.node(op, this.graph.freshName(name), inputs, attributes);
    this.#written.add(value);
    return value;
  }

  /** Whether a node writes the value, rather than that it comes from outside. */
  isWritten(value: string): boolean {
    return this.#written.has(value);
  }

  /** Makes the node's only output stand for a value that is held in `order`. */
  give(node: OnnxNode, value: string, dims: Shape, order: Order): void {
    this.define(outputOf(node), { kind: 'computed', value, dims, order }, node.offset);
  }

  /** An error about a node that cannot be what the file says. */
  misfit(node: OnnxNode, problem: string): FileMisfit {
    const where = { layer: node.name || outputOf(node), offset: node.offset };
    return new FileMisfit(`${describeNode(node)} ${problem}. The file is damaged.`, where, problem);
  }

  /** An error about a sound node that Kindling cannot express. */
  unsupported(node: OnnxNode, problem: string): UnsupportedError {
    return new UnsupportedError(`${describeNode(node)} ${problem}`);
  }
}

/** The name of a node's first output; empty where it has none. */
export function outputOf(node: OnnxNode): string {
  return node.outputs[0] ?? '';
}

/** Whole numbers of a constant, as shapes, axes and pads are given. @throws ModelFormatError through `fail` */
export function wholeNumbers(
  constant: Constant,
  fail: (problem: string) => ModelFormatError,
): number[] {
  const count = product(constant.dims);
  if (count > MOST_WHOLE_NUMBERS)
    throw fail(`has ${count} numbers in an input that may have at most ${MOST_WHOLE_NUMBERS}`);
  const numbers = Array.from(constant.data);
  if (isReal(constant.dataType) || !numbers.every(Number.isInteger) || constant.dims.length > 1) {
    throw fail(
      `needs whole numbers, got ${typeName(constant.dataType)} ${formatShape(constant.dims)}`,
    );
  }
  return numbers;
}

/** An axis counted from the front. @throws ModelFormatError when there is no such axis. */
export function axisOf(net: OnnxNet, node: OnnxNode, axis: number, rank: number): number {
  const positive = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(positive) && positive >= 0 && positive < rank) return positive;
  throw net.misfit(node, `names axis ${axis} of ${rank} axes`);
}
