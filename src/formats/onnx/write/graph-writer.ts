// The ONNX graph while it grows from ours: nodes, constants, and the forms in which each value is there.
//
// A feature map [n, h, w, c] of ours is [n, c, h, w] in ONNX, whose ops for pictures know no other order: that is its
// `channelsFirst` form. Ops that care for the row-major order of our axes ask for the `own` form. A value is written in
// the form its op gives, and a Transpose makes the other one the first time that something asks for it.
import { UnsupportedError } from '../../../errors';
import { type AnyNode, type Graph, valueNamed } from '../../../graph/graph';
import type { Activation } from '../../../ops/elementwise/functions';
import { f32Tensor, type Shape, type Tensor } from '../../../tensor/tensor';
import {
  type AttributeValues,
  ONNX_TYPES,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
} from '../onnx-model';
import { permuted } from '../permute';
import { type EightBitWeights, eightBitWeights } from './eight-bit-weights';
import { floatBytes, int64Bytes } from './tensor-bytes';

/** How a value of rank 4 is held; for all other ranks both are the same. */
export type Form = 'channelsFirst' | 'own';

const SUFFIX: Readonly<Record<Form, string>> = { channelsFirst: '/nchw', own: '/nhwc' };
/** Our axes in ONNX's order. */
export const CHANNELS_FIRST: readonly number[] = [0, 3, 1, 2];
/** Axes of one form, as Transpose takes them from the other. */
const ORDER: Readonly<Record<Form, readonly number[]>> = {
  channelsFirst: CHANNELS_FIRST,
  own: [0, 2, 3, 1],
};

/** Collects what `writeOnnx` writes. */
export class GraphWriter {
  readonly nodes: OnnxNode[] = [];
  readonly initializers: OnnxTensor[] = [];
  readonly #graph: Graph;
  /** Whether values are rounded to what few bits hold. */
  readonly #isQuantized: boolean;
  /** The form in which inputs and outputs have their own names. */
  readonly #outside: Form;
  readonly #forms = new Map<string, string>();
  readonly #constants = new Map<string, string>();
  readonly #outer: ReadonlySet<string>;
  readonly #valueNames: Set<string>;
  readonly #nodeNames: Set<string>;
  /** Constants whose own name is taken: their other forms get names beside it. */
  readonly #claimed = new Set<string>();

  constructor(graph: Graph) {
    this.#graph = graph;
    this.#isQuantized = graph.nodes.some(({ attributes }) => {
      const activation: Activation = 'activation' in attributes ? attributes.activation : 'none';
      return typeof activation === 'object' && 'quantize' in activation;
    });
    this.#outside = graph.axisOrder === 'nchw' ? 'channelsFirst' : 'own';
    this.#outer = new Set([...graph.inputs, ...graph.outputs]);
    this.#valueNames = new Set(graph.values.keys());
    this.#nodeNames = new Set(graph.nodes.map(({ name }) => name));
    for (const name of graph.inputs) this.#forms.set(this.#key(name, this.#outside), name);
    // A constant that is an output has to have its own name in the form that users know.
    for (const name of graph.outputs) if (graph.constants.has(name)) this.use(name, this.#outside);
  }

  /** Our shape of a value. */
  shapeOf(name: string): Shape {
    return valueNamed(this.#graph, name).shape;
  }

  rankOf(name: string): number {
    return this.shapeOf(name).length;
  }

  /** A constant's tensor; null for what is computed. */
  constantOf(name: string): Tensor | null {
    return this.#graph.constants.get(name) ?? null;
  }

  /** The axis that holds channels in the `channelsFirst` form: the second of a feature map, the last of others. */
  channelAxis(name: string): number {
    const rank = this.rankOf(name);
    return rank === 4 ? 1 : rank - 1;
  }

  /** The ONNX value that holds one of ours in a form. */
  use(name: string, form: Form = 'channelsFirst'): string {
    const key = this.#key(name, form);
    const known = this.#forms.get(key);
    if (known !== undefined) return known;
    const constant = this.constantOf(name);
    if (constant) return this.#remember(key, this.#constantIn(name, constant, form));
    const other = this.#forms.get(this.#key(name, otherForm(form)));
    if (other === undefined) throw new UnsupportedError(`Nothing writes the value "${name}".`);
    const result = this.#nameOf(name, form);
    this.emit(`${name}${SUFFIX[form]}`, 'Transpose', [other], result, { perm: ORDER[form] });
    return this.#remember(key, result);
  }

  /** The ONNX value that holds one of ours in our own row-major order, in whatever shape. */
  useInOrder(name: string): string {
    return this.use(name, movesNothing(this.shapeOf(name)) ? this.#anyForm(name) : 'own');
  }

  /** A weight: numbers as they are, whose axes are no feature map's. */
  weight(name: string): string {
    return this.use(name, 'own');
  }

  /**
   * Weights of a layer. In a quantised network those of 8 bits are written as such with a DequantizeLinear of their own, as
   * runtimes expect beside quantised values. `form` and `make` are for weights in another order than ours.
   */
  layerWeight(name: string, form = 'own', make?: () => Tensor): string {
    const constant = this.constantOf(name);
    if (!constant) return this.weight(name);
    const key = `eight bits, ${form}\0${name}`;
    const known = this.#forms.get(key);
    if (known !== undefined) return known;
    const made = this.#isQuantized ? (make?.() ?? constant) : null;
    const codes = made && eightBitWeights(new Float32Array(made.data), made.shape);
    if (made && codes) return this.#remember(key, this.#dequantized(name, made.shape, codes));
    return make ? this.constant(name, form, make) : this.weight(name);
  }

  #dequantized(name: string, shape: Shape, { codes, scales, zeroPoint }: EightBitWeights): string {
    const isSigned = codes instanceof Int8Array;
    const type = isSigned ? ONNX_TYPES.INT8 : ONNX_TYPES.UINT8;
    const bytes = new Uint8Array(codes.buffer, codes.byteOffset, codes.byteLength);
    const written = this.#addRaw(this.fresh(`${name}/codes`), type, shape, bytes);
    if (!isSigned) {
      const [scale = 1] = scales;
      const inputs = [written, this.scalar(`${name}/scale`, scale)];
      inputs.push(this.uint8(`${name}/zero-point`, zeroPoint));
      return this.step(`${name}/dequantize`, 'DequantizeLinear', inputs);
    }
    const zeros = this.fresh(`${name}/zero-points`);
    this.#addRaw(zeros, type, [scales.length], new Uint8Array(scales.length));
    const inputs = [written, this.vector(`${name}/scales`, scales), zeros];
    return this.step(`${name}/dequantize`, 'DequantizeLinear', inputs, { axis: 0 });
  }

  /** Another form of one of our constants, made once. */
  constant(name: string, form: string, make: () => Tensor): string {
    const key = `${form}\0${name}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const written = this.#claim(name, form);
    this.#addTensor(written, make());
    this.#constants.set(key, written);
    return written;
  }

  /** The name for a node's result in a form; from here on the value is there. */
  result(name: string, form: Form = 'channelsFirst'): string {
    const written = this.#nameOf(name, form);
    return this.#remember(this.#key(name, form), written);
  }

  /** Adds the node that stands for one of ours, under its own name. */
  main(
    node: AnyNode,
    opType: string,
    inputs: readonly string[],
    output: string | readonly string[],
    attributes: AttributeValues = {},
  ): void {
    this.#push(node.name, opType, inputs, [output].flat(), attributes);
  }

  /** Adds a node beside it, under a new name that starts with `name`. */
  emit(
    name: string,
    opType: string,
    inputs: readonly string[],
    output: string,
    attributes: AttributeValues = {},
  ): void {
    this.#push(freshName(name, this.#nodeNames), opType, inputs, [output], attributes);
  }

  /** Adds a node whose result is needed in the next one only; gives the name of that. */
  step(
    name: string,
    opType: string,
    inputs: readonly string[],
    attributes: AttributeValues = {},
  ): string {
    const result = this.fresh(name);
    this.emit(name, opType, inputs, result, attributes);
    return result;
  }

  /** A name for a value that ours does not have. */
  fresh(name: string): string {
    return freshName(name, this.#valueNames);
  }

  /** A new constant of whole numbers, one axis unless `dims` says otherwise; gives its name. */
  int64s(name: string, values: readonly number[], dims: Shape = [values.length]): string {
    return this.#addRaw(this.fresh(name), ONNX_TYPES.INT64, dims, int64Bytes(values));
  }

  /** A new constant of one float without axes. */
  scalar(name: string, value: number): string {
    const bytes = floatBytes(Float32Array.of(value));
    return this.#addRaw(this.fresh(name), ONNX_TYPES.FLOAT, [], bytes);
  }

  /** A new constant of one byte without axes. */
  uint8(name: string, value: number): string {
    return this.#addRaw(this.fresh(name), ONNX_TYPES.UINT8, [], Uint8Array.of(value));
  }

  /** A new constant of floats with one axis. */
  vector(name: string, values: Float32Array<ArrayBuffer>): string {
    const written = this.fresh(name);
    this.#addTensor(written, f32Tensor([values.length], values));
    return written;
  }

  /** Makes the graph's outputs available under their own names, in the order that users of the model know. */
  finishOutputs(): void {
    for (const name of new Set(this.#graph.outputs)) this.use(name, this.#outside);
  }

  #constantIn(name: string, constant: Tensor, form: Form): string {
    if (form === 'own' || constant.shape.length !== 4) {
      return this.constant(name, 'own', () => constant);
    }
    return this.constant(name, form, () => channelsFirst(constant));
  }

  #anyForm(name: string): Form {
    return this.#forms.has(this.#key(name, 'channelsFirst')) ? 'channelsFirst' : 'own';
  }

  #key(name: string, form: Form): string {
    return `${this.rankOf(name) === 4 ? form : 'own'}\0${name}`;
  }

  #remember(key: string, written: string): string {
    this.#forms.set(key, written);
    return written;
  }

  /** Inputs and outputs have their names outside; all other values where they are held as ONNX holds feature maps. */
  #nameOf(name: string, form: Form): string {
    const plain = this.#outer.has(name) ? this.#outside : 'channelsFirst';
    return form === plain || this.rankOf(name) !== 4 ? name : this.fresh(`${name}${SUFFIX[form]}`);
  }

  #claim(name: string, form: string): string {
    if (this.#claimed.has(name)) return this.fresh(`${name}/${form}`);
    this.#claimed.add(name);
    return name;
  }

  #addTensor(name: string, { shape, dtype, data }: Tensor): void {
    const type = dtype === 'f32' ? ONNX_TYPES.FLOAT : ONNX_TYPES.UINT32;
    this.#addRaw(name, type, shape, floatBytes(data));
  }

  #addRaw(name: string, dataType: number, dims: Shape, raw: Uint8Array): string {
    this.initializers.push({
      name,
      dims,
      dataType,
      raw,
      numbers: [],
      isExternal: false,
      offset: 0,
    });
    return name;
  }

  #push(
    name: string,
    opType: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: AttributeValues,
  ): void {
    const written = Object.entries(attributes).map(([key, value]) => attributeOf(key, value));
    this.nodes.push({ name, opType, domain: '', inputs, outputs, attributes: written, offset: 0 });
  }
}

/** Whether a feature map's numbers lie in the same order whether channels are first or last. */
export function movesNothing(shape: Shape): boolean {
  const [, h = 1, w = 1, c = 1] = shape;
  return shape.length !== 4 || h * w === 1 || c === 1;
}

/** Our shape of a value as its `channelsFirst` form has it. */
export function channelsFirstShape(shape: Shape): Shape {
  return shape.length === 4 ? ORDER.channelsFirst.map((axis) => shape[axis] ?? 1) : shape;
}

function channelsFirst({ shape, data }: Tensor): Tensor {
  const moved = permuted(new Float32Array(data), shape, CHANNELS_FIRST);
  return f32Tensor(channelsFirstShape(shape), moved);
}

function otherForm(form: Form): Form {
  return form === 'own' ? 'channelsFirst' : 'own';
}

function freshName(name: string, taken: Set<string>): string {
  let fresh = name;
  for (let count = 2; taken.has(fresh); count++) fresh = `${name}_${count}`;
  taken.add(fresh);
  return fresh;
}

function attributeOf(name: string, value: AttributeValues[string]): OnnxAttribute {
  if (typeof value === 'number') return { name, i: value };
  if (typeof value === 'string') return { name, s: value };
  return 'f' in value ? { name, f: value.f } : { name, ints: value };
}
