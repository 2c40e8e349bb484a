// The graph while it grows from a file's operators: which value each tensor became, what the values are called, and the
// constants in the order that our ops want.

import { ModelFormatError, UnsupportedError } from '../../errors';
import type { Allowance } from '../../graph/budget';
import { GraphBuilder } from '../../graph/builder';
import type { Activation } from '../../ops/elementwise/functions';
import type { SomeOp } from '../../ops/op';
import { formatShape, lazyTensor, type Shape } from '../../tensor/tensor';
import { product } from '../../util/math';
import { FileMisfit } from '../file-misfit';
import { checkNumbers, realNumbers } from './dequantize';
import type { FusedActivation } from './schema';
import type { TfliteFile } from './tflite-file';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** One node of those that an operator becomes: it reads value `x` and writes value `name`, which it returns. */
export interface Stage {
  /** What tells the node's name from the operator's, unless it is the operator's last. */
  readonly suffix: string;
  readonly add: (name: string, x: string) => string;
}

/** The stages that `finishingStages` gives for a quantised output; null for any other. */
export type Finish = (
  net: TfliteNet,
  operator: TfliteOperator,
  fused: FusedActivation,
  keeps: readonly TfliteTensor[],
  position: number,
) => Stage[] | null;

/** What a net is built with, besides the file. */
export interface NetOptions {
  /** Images that one run computes. */
  readonly batch: number;
  /** Ops that operators become, besides what is loaded. */
  readonly builds: readonly SomeOp[];
  /** What follows an operator's arithmetic where its output is quantised. */
  readonly finish: Finish | undefined;
  /** What the sums of its layers end in, ahead of what follows; nothing by default. */
  readonly sums?: Activation;
  /** The graph that nodes are added to, where there is one. */
  readonly graph?: GraphBuilder;
  /** What tells the names of values from those of tensors. */
  readonly suffix?: string;
  /** Sizes of inputs by name, for those that the file leaves open or that somebody wants otherwise. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** What may be computed while reading. */
  readonly allowance: Allowance;
}

/** A tensor that operators or users write, as the graph holds it. */
interface Computed {
  readonly value: string;
  /** As the file counts axes: a single number has none, where the graph holds it in one. */
  readonly shape: Shape;
}

/** Collects the nodes of a file's operators, one operator after the other. */
export class TfliteNet {
  readonly graph: GraphBuilder;
  readonly file: TfliteFile;
  readonly options: NetOptions;
  /** Names by tensor; a constant's is given out with its first layout. */
  readonly #tensorNames: string[] = [];
  readonly #values = new Map<number, Computed>();
  /** Tensors whose numbers are known while the file is read: tensor → the constant that it stands for. */
  readonly #folded: Map<number, TfliteTensor>;
  readonly #constants = new Map<string, string>();

  /** @throws UnsupportedError for an input whose size is open or does not fit the batch. */
  constructor(name: string, file: TfliteFile, options: NetOptions, folded = new Map()) {
    this.graph = options.graph ?? new GraphBuilder(name, 'nhwc', options.builds);
    this.file = file;
    this.options = options;
    this.#folded = folded;
    for (const index of [...file.inputs, ...file.outputs]) {
      this.#tensorNames[index] ??= this.graph.freshName(
        file.tensors[index]?.name || `tensor_${index}`,
      );
    }
    for (const index of file.inputs) {
      const tensor = file.tensors[index];
      if (tensor) this.#declareInput(tensor);
    }
  }

  get sums(): Activation {
    return this.options.sums ?? 'none';
  }

  get batch(): number {
    return this.options.batch;
  }

  /** The same file with no nodes yet, and what is known of its constants: for an operator that is computed at once. */
  scratch(): TfliteNet {
    const file = { ...this.file, inputs: [], outputs: [] };
    return new TfliteNet('constant', file, { ...this.options, batch: 1 }, this.#folded);
  }

  /** A name that no value has yet. */
  freshName(wanted: string): string {
    return this.graph.freshName(wanted);
  }

  /** The tensor of an input; null where it is left out. Constants that were only passed on stand for themselves. */
  optionalInput(operator: TfliteOperator, position: number): TfliteTensor | null {
    const index = operator.inputs[position] ?? -1;
    return this.#folded.get(index) ?? this.file.tensors[index] ?? null;
  }

  /** The tensor of an input. @throws ModelFormatError where it is left out. */
  input(operator: TfliteOperator, position: number): TfliteTensor {
    const tensor = this.optionalInput(operator, position);
    if (!tensor) throw this.misfit(operator, `has no input ${position}`);
    return tensor;
  }

  /** The tensor that an operator writes at a position. @throws ModelFormatError where there is none. */
  output(operator: TfliteOperator, position = 0): TfliteTensor {
    const tensor = this.file.tensors[operator.outputs[position] ?? -1];
    if (!tensor) throw this.misfit(operator, `has no output ${position}`);
    return tensor;
  }

  /** Whether the numbers of an input are known while the file is read. */
  isConstant(operator: TfliteOperator, position: number): boolean {
    return this.input(operator, position).data !== null;
  }

  /** The value of an input; a constant becomes one, in its own shape. */
  value(operator: TfliteOperator, position: number): string {
    const tensor = this.input(operator, position);
    const computed = this.#values.get(tensor.index);
    if (computed) return computed.value;
    const shape = heldShape(this.constant(operator, position).shape);
    return this.addConstant(tensor, formatShape(shape), shape);
  }

  /** The shape of an input as the file counts axes. */
  shapeOf(operator: TfliteOperator, position: number): Shape {
    const tensor = this.input(operator, position);
    return this.#values.get(tensor.index)?.shape ?? tensor.shape;
  }

  /** The constant of an input. @throws UnsupportedError where it is computed. */
  constant(operator: TfliteOperator, position: number): TfliteTensor {
    const tensor = this.input(operator, position);
    if (!tensor.data) {
      throw this.unsupported(
        operator,
        `computes its input ${position}, "${tensor.name}"; it must be constant`,
      );
    }
    return tensor;
  }

  /**
   * Adds a constant's real numbers to the graph, laid out in `shape` when they are first asked for; once for each
   * `layout`, however many operators read it. @throws as `checkNumbers` does
   */
  addConstant(
    tensor: TfliteTensor,
    layout: string,
    shape: Shape,
    arrange: (data: Float32Array<ArrayBuffer>) => Float32Array<ArrayBuffer> = (data) => data,
  ): string {
    const key = `${tensor.index} ${layout}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    checkNumbers(tensor);
    const extra = product(shape) - product(tensor.shape);
    if (extra > 0) this.charge(extra, tensor.name);
    const name = this.graph.freshName(shortName(tensor));
    const laidOut = lazyTensor(shape, () => arrange(realNumbers(tensor)));
    this.#constants.set(key, this.graph.constant(name, laidOut));
    return name;
  }

  /** Adds a constant by a function of its numbers' places. */
  addNumbers(name: string, shape: Shape, number: (i: number) => number): string {
    this.charge(product(shape), name);
    const made = lazyTensor(shape, () =>
      Float32Array.from({ length: product(shape) }, (_, i) => number(i)),
    );
    return this.graph.constant(this.graph.freshName(name), made);
  }

  /** Adds a constant that is one number over and over. */
  addFilled(name: string, shape: Shape, number: number): string {
    return this.addNumbers(name, shape, () => number);
  }

  /** Counts numbers that reading has to make. @throws LimitError when the file has asked for too many */
  charge(numbers: number, name: string): void {
    this.options.allowance.charge(numbers, name);
  }

  /** Makes the tensor that an operator writes stand for a constant. */
  fold(operator: TfliteOperator, constant: TfliteTensor, position = 0): void {
    this.#folded.set(this.output(operator, position).index, constant);
  }

  /**
   * Adds the nodes of an operator; the last has the name of the tensor that the operator writes at `position`.
   * @throws ModelFormatError when they give another shape than the file says.
   */
  emit(operator: TfliteOperator, x: string, stages: readonly Stage[], position = 0): void {
    const output = this.output(operator, position);
    const name = this.#nameOf(output);
    const nodes = stages.length > 0 ? stages : this.#namingStages(output, x);
    const value = nodes.reduce((from, { suffix, add }, i) => {
      return add(i === nodes.length - 1 ? name : this.graph.freshName(`${name}/${suffix}`), from);
    }, x);
    this.define(operator, position, value);
  }

  /** Makes a value of the graph what an operator writes at a position. @throws as `emit` */
  define(operator: TfliteOperator, position: number, value: string): void {
    const output = this.output(operator, position);
    const held = this.graph.shapeOf(value);
    // Where an operator gives one number, the file says whether that has an axis.
    const isScalar = output.shape.length === 0 && product(held) === 1;
    this.#values.set(output.index, { value, shape: isScalar ? [] : held });
    if (isScalar || this.#isUnknown(output)) return;
    const declared = this.shapeWithBatch(output);
    if (held.length === declared.length && declared.every((n, i) => n === -1 || n === held[i])) {
      return;
    }
    const problem = `gives ${formatShape(held)}, but the file says that "${output.name}" is ${formatShape(declared)}`;
    if (this.batch === 1) throw this.misfit(operator, problem);
    throw this.unsupported(operator, `for a batch of ${this.batch} ${problem}`);
  }

  /**
   * Lets a tensor that could not be computed stand for one from outside, so that what comes after it can be looked at.
   * False where its shape is not known.
   */
  standIn(index: number): boolean {
    const tensor = this.file.tensors[index];
    if (!tensor || this.#values.has(index)) return tensor !== undefined;
    const shape = this.shapeWithBatch(tensor);
    const isWhole = tensor.type === 'INT32' || tensor.type === 'INT64';
    if (isWhole || shape.some((size) => size < 1)) return false;
    const value = this.graph.input(this.graph.freshName('unknown'), heldShape(shape));
    this.#values.set(index, { value, shape });
    return true;
  }

  /** A tensor's shape for the batch that was asked for; −1 where the file leaves a size open. */
  shapeWithBatch({ shape }: TfliteTensor): Shape {
    const [n, ...rest] = shape;
    return n === 1 || n === -1 ? [this.batch, ...rest] : shape;
  }

  /**
   * Refuses an operator that mixes images, or moves them to another axis than the first, where a run has more than one:
   * its file is made for one.
   * @throws UnsupportedError
   */
  refuseBatch(operator: TfliteOperator, what: string): void {
    if (this.batch === 1) return;
    throw this.unsupported(
      operator,
      `${what} of a file made for one image, for a batch of ${this.batch}`,
    );
  }

  /** The value of an output of the file; a constant or an input gets a value of its own. */
  outputValue(index: number): string {
    const tensor = this.#folded.get(index) ?? this.file.tensors[index];
    const computed = this.#values.get(index);
    if (computed && !this.file.inputs.includes(index)) return computed.value;
    const name = this.#tensorNames[index] ?? '';
    if (computed) {
      return reshapeStage(this, this.graph.shapeOf(computed.value)).add(
        this.graph.freshName(name),
        computed.value,
      );
    }
    if (!tensor?.data) throw new UnsupportedError(`Nothing computes the output "${name}".`);
    const shape = heldShape(tensor.shape);
    const constant = this.addConstant({ ...tensor, name: `${name}/constant` }, 'output', shape);
    return reshapeStage(this, shape).add(name, constant);
  }

  /** The value that a tensor became; null for one that is not computed. */
  computedValue(index: number): string | null {
    return this.#values.get(index)?.value ?? null;
  }

  /** The name of a value that an operator's output takes on its way. */
  innerName(operator: TfliteOperator, suffix: string): string {
    return this.graph.freshName(`${this.#nameOf(this.output(operator))}/${suffix}`);
  }

  /** Whether somebody gave sizes to inputs: what does not fit then need not be damage. */
  get isSized(): boolean {
    return this.options.shapes.size > 0;
  }

  /** An error about an operator that cannot be what the file says. */
  misfit(operator: TfliteOperator, problem: string): FileMisfit {
    const where = { layer: this.#layerOf(operator), offset: operator.offset };
    const message = `${this.describe(operator)} ${problem}. The file is damaged.`;
    return new FileMisfit(message, where, problem);
  }

  /** An error about a sound operator that Kindling cannot express. */
  unsupported(operator: TfliteOperator, problem: string): UnsupportedError {
    return new UnsupportedError(`${this.describe(operator)} ${problem}: Kindling cannot do that.`);
  }

  /** `Operator 3 (CONV_2D "conv1")`. */
  describe(operator: TfliteOperator): string {
    return `Operator ${operator.index} (${operator.op} "${this.#layerOf(operator)}")`;
  }

  #layerOf({ outputs }: TfliteOperator): string {
    return this.file.tensors[outputs[0] ?? -1]?.name ?? '';
  }

  #nameOf(tensor: TfliteTensor): string {
    const known = this.#tensorNames[tensor.index];
    if (known !== undefined) return known;
    const name = this.graph.freshName(shortName(tensor) + (this.options.suffix ?? ''));
    this.#tensorNames[tensor.index] = name;
    return name;
  }

  /** An operator that changes nothing needs no node, but the outputs of a model keep their own names. */
  #namingStages(output: TfliteTensor, x: string): Stage[] {
    if (!this.file.outputs.includes(output.index)) return [];
    return [reshapeStage(this, this.graph.shapeOf(x))];
  }

  /** Whether the file's shape says nothing: sizes are others than it was made for, or it gives none. */
  #isUnknown({ shape }: TfliteTensor): boolean {
    return shape.length === 0 || this.options.shapes.size > 0;
  }

  #declareInput(tensor: TfliteTensor): void {
    const name = this.#nameOf(tensor);
    const given = this.options.shapes.get(name);
    const shape = given ? this.#checkedShape(tensor, given) : this.#inputShape(tensor);
    this.#values.set(tensor.index, { value: this.graph.input(name, heldShape(shape)), shape });
  }

  /** A shape that somebody asked for: as many axes, and sizes above zero. */
  #checkedShape({ name, shape }: TfliteTensor, given: Shape): Shape {
    const isWhole = given.every((size) => Number.isInteger(size) && size > 0);
    if (isWhole && given.length === shape.length) return given;
    throw new UnsupportedError(
      `The input "${name}" has ${shape.length} axes, ${formatShape(shape)}; it cannot be ${formatShape(given)}.`,
    );
  }

  #inputShape(tensor: TfliteTensor): Shape {
    const shape = this.shapeWithBatch(tensor);
    const open = shape.indexOf(-1);
    if (open >= 0) {
      throw new UnsupportedError(
        `The input "${tensor.name}" leaves the size of axis ${open} open: ${formatShape(tensor.shape)}. ` +
          `Say which size it has: inputs: { "${tensor.name}": [${shape.map((size) => (size < 0 ? '…' : size)).join(', ')}] }.`,
      );
    }
    if (shape.includes(0)) {
      throw new ModelFormatError(
        `The input "${tensor.name}" has no elements: its shape is ${formatShape(tensor.shape)}.`,
        { layer: tensor.name, offset: tensor.offset },
      );
    }
    if (shape[0] !== this.batch && this.batch !== 1) {
      throw new UnsupportedError(
        `The input "${tensor.name}" is made for a batch of ${shape[0]}, so it cannot be one of ${this.batch}.`,
      );
    }
    return shape;
  }
}

/** How the graph holds a shape: a single number has one axis there. */
export function heldShape(shape: Shape): Shape {
  return shape.length === 0 ? [1] : shape;
}

/** The same numbers in another shape. */
export function reshapeStage({ graph }: TfliteNet, shape: Shape): Stage {
  return { suffix: 'reshape', add: (name, x) => graph.node('reshape', name, [x], { shape }) };
}

/** Converters join the names of all nodes that they fused with `;`; the first is the layer's. */
function shortName({ name, index }: TfliteTensor): string {
  return name.split(';')[0] || `tensor_${index}`;
}
