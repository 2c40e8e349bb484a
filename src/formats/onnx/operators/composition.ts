// Nodes that are made of others: what ONNX defines by a formula of its own ops is converted node by node.
import { type Constant, foldedConstant } from '../constant';
import { type AttributeValues, ONNX_TYPES, type OnnxAttribute, type OnnxNode } from '../onnx-model';
import type { OnnxNet, Operand } from '../onnx-net';
import type { Converter } from './converter';

/** The nodes that one node stands for. */
export class Composition {
  readonly #net: OnnxNet;
  readonly #node: OnnxNode;
  #count = 0;

  constructor(net: OnnxNet, node: OnnxNode) {
    this.#net = net;
    this.#node = node;
  }

  /** The name of an input that must be there. @throws ModelFormatError */
  input(position: number): string {
    this.#net.input(this.#node, position);
    return this.#node.inputs[position] ?? '';
  }

  /** The name of an input; null where it is left out. */
  optional(position: number): string | null {
    return this.#net.optional(this.#node, position) && (this.#node.inputs[position] ?? null);
  }

  /** Whether anything reads an output of the whole. */
  isWanted(position: number): boolean {
    return (this.#node.outputs[position] ?? '') !== '';
  }

  /** What a name stands for. @throws ModelFormatError when nothing writes it */
  operand(name: string): Operand {
    const operand = this.#net.lookUp(name);
    if (!operand) throw this.#net.misfit(this.#node, `reads "${name}" before anything writes it`);
    return operand;
  }

  /** How many axes a value has. */
  rankOf(name: string): number {
    return this.operand(name).dims.length;
  }

  /** Adds a node; gives the name of its output. An op of another domain has it in front: `com.microsoft.Gelu`. */
  op(opType: string, inputs: readonly string[], attributes: AttributeValues = {}): string {
    const output = this.#fresh(opType);
    this.#convert(opType, inputs, [output], attributes);
    return output;
  }

  /** Adds a node with attributes as a file has them. */
  opWith(opType: string, inputs: readonly string[], attributes: OnnxNode['attributes']): string {
    const output = this.#fresh(opType);
    this.#convertAs(opType, inputs, [output], attributes);
    return output;
  }

  /** Adds the node that writes an output of the whole. */
  give(
    opType: string,
    inputs: readonly string[],
    attributes: AttributeValues = {},
    position = 0,
  ): void {
    const output = this.#node.outputs[position] ?? '';
    if (this.isWanted(position)) this.#convert(opType, inputs, [output], attributes);
  }

  /** A constant of real numbers, of one axis unless dimensions are given. */
  reals(numbers: readonly number[], dims: readonly number[] = [numbers.length]): string {
    return this.#constant(numbers, dims, ONNX_TYPES.FLOAT);
  }

  /** A constant of one real number, without axes. */
  real(number: number): string {
    return this.reals([number], []);
  }

  /** A constant of whole numbers. */
  wholes(numbers: readonly number[]): string {
    return this.#constant(numbers, [numbers.length], ONNX_TYPES.INT64);
  }

  /** Gives a name to an operand. */
  name(operand: Operand): string {
    const name = this.#fresh('operand');
    this.#net.define(name, operand, this.#node.offset);
    return name;
  }

  #constant(numbers: readonly number[], dims: readonly number[], type: number): string {
    const name = this.#fresh('constant');
    const constant: Constant = foldedConstant(name, dims, type, (i) => numbers[i] ?? 0);
    this.#net.define(name, constant, this.#node.offset);
    return name;
  }

  #fresh(part: string): string {
    const whole = this.#node.outputs.find((name) => name !== '') ?? '';
    this.#count++;
    return this.#net.hiddenName(`${whole}/${part}${this.#count}`);
  }

  #convert(
    key: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: AttributeValues,
  ): void {
    const list = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.#convertAs(key, inputs, outputs, list);
  }

  #convertAs(
    key: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: OnnxNode['attributes'],
  ): void {
    const [, domain = '', opType = key] = /^(.*)\.([^.]*)$/.exec(key) ?? [];
    const { name, offset } = this.#node;
    this.#net.convertNode({ ...{ name, opType, domain, inputs, outputs }, attributes, offset });
  }
}

/** A converter of nodes that are made of others. */
export function composed(
  compose: (parts: Composition, node: OnnxNode, net: OnnxNet) => void,
): Converter {
  return (net, node) => compose(new Composition(net, node), node, net);
}

function attributeOf(name: string, value: AttributeValues[string]): OnnxAttribute {
  if (typeof value === 'number') return { name, i: value };
  if (typeof value === 'string') return { name, s: value };
  return 'f' in value ? { name, f: value.f } : { name, ints: value };
}
