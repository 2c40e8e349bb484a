// The graph while it grows from a file's operators: which value each tensor became, what the values are called, and the
// constants in the order that our ops want.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { GraphBuilder } from '../../graph/builder';
import { pad2d } from '../../ops/move/pad2d';
import { formatShape, lazyTensor, type Shape } from '../../tensor/tensor';
import { checkNumbers, realNumbers } from './dequantize';
import type { TfliteFile } from './tflite-file';
import type { TfliteOperator } from './tflite-operator';
import type { TfliteTensor } from './tflite-tensor';

/** One node of those that an operator becomes: it reads value `x` and writes value `name`, which it returns. */
export interface Stage {
  /** What tells the node's name from the operator's, unless it is the operator's last. */
  readonly suffix: string;
  readonly add: (name: string, x: string) => string;
}

/** Collects the nodes of a file's operators, one operator after the other. */
export class TfliteNet {
  readonly graph: GraphBuilder;
  readonly file: TfliteFile;
  readonly batch: number;
  readonly #names = new NameTable();
  /** Names by tensor; a constant's is given out with its first layout. */
  readonly #tensorNames: string[] = [];
  readonly #values = new Map<number, string>();
  /** Constants that an operator only passes on: the tensor it writes → the constant. */
  readonly #folded = new Map<number, TfliteTensor>();
  readonly #constants = new Map<string, string>();

  /** @throws UnsupportedError for an input whose size is open or does not fit the batch. */
  constructor(name: string, file: TfliteFile, batch: number) {
    this.graph = new GraphBuilder(name, 'nhwc', [pad2d]);
    this.file = file;
    this.batch = batch;
    for (const index of [...file.inputs, ...file.outputs]) {
      this.#tensorNames[index] ??= this.#names.fresh(
        file.tensors[index]?.name || `tensor_${index}`,
      );
    }
    for (const index of file.inputs) {
      const tensor = file.tensors[index];
      if (tensor)
        this.#values.set(index, this.graph.input(this.#nameOf(tensor), this.#inputShape(tensor)));
    }
  }

  /** A name that no value has yet. */
  freshName(wanted: string): string {
    return this.#names.fresh(wanted);
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

  /** The one tensor that an operator writes. @throws ModelFormatError where it writes more. */
  output(operator: TfliteOperator): TfliteTensor {
    const [index = -1, ...more] = operator.outputs;
    const tensor = this.file.tensors[index];
    if (!tensor || more.length > 0) {
      throw this.misfit(operator, `has ${operator.outputs.length} outputs, not one`);
    }
    return tensor;
  }

  /** The value of an input that is computed. @throws UnsupportedError where it is a constant. */
  value(operator: TfliteOperator, position: number): string {
    const tensor = this.input(operator, position);
    const value = this.#values.get(tensor.index);
    if (value === undefined) {
      throw this.unsupported(operator, `reads the constant "${tensor.name}" as input ${position}`);
    }
    return value;
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
    const name = this.#names.fresh(shortName(tensor));
    const laidOut = lazyTensor(shape, () => arrange(realNumbers(tensor)));
    this.#constants.set(key, this.graph.constant(name, laidOut));
    return name;
  }

  /** Makes the tensor that an operator writes stand for a constant that it reads. */
  fold(operator: TfliteOperator, constant: TfliteTensor): void {
    this.#folded.set(this.output(operator).index, constant);
  }

  /**
   * Adds the nodes of an operator; the last has the name of the tensor that the operator writes.
   * @throws ModelFormatError when they give another shape than the file says.
   */
  emit(operator: TfliteOperator, x: string, stages: readonly Stage[]): void {
    const output = this.output(operator);
    const name = this.#nameOf(output);
    const nodes = stages.length > 0 ? stages : this.#namingStages(output, x);
    const value = nodes.reduce((from, { suffix, add }, i) => {
      return add(i === nodes.length - 1 ? name : this.#names.fresh(`${name}/${suffix}`), from);
    }, x);
    this.#values.set(output.index, value);
    const shape = this.graph.shapeOf(value);
    const declared = this.shapeWithBatch(output);
    if (shape.length !== declared.length || declared.some((n, i) => n !== -1 && n !== shape[i])) {
      throw this.misfit(
        operator,
        `gives ${formatShape(shape)}, but the file says that "${output.name}" is ${formatShape(declared)}`,
      );
    }
  }

  /** A tensor's shape for the batch that was asked for; −1 where the file leaves a size open. */
  shapeWithBatch({ shape }: TfliteTensor): Shape {
    const [n, ...rest] = shape;
    return n === 1 || n === -1 ? [this.batch, ...rest] : shape;
  }

  /** The value that a tensor became. @throws UnsupportedError for a constant. */
  valueOf(index: number): string {
    const value = this.#values.get(index);
    if (value === undefined) {
      throw new UnsupportedError(
        `The output "${this.file.tensors[index]?.name}" is a constant; Kindling's outputs are computed.`,
      );
    }
    return value;
  }

  /** An error about an operator that cannot be what the file says. */
  misfit(operator: TfliteOperator, problem: string): ModelFormatError {
    return new ModelFormatError(`${this.describe(operator)} ${problem}. The file is damaged.`, {
      layer: this.#layerOf(operator),
      offset: operator.offset,
    });
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
    const name = this.#names.fresh(shortName(tensor));
    this.#tensorNames[tensor.index] = name;
    return name;
  }

  /** An operator that changes nothing needs no node, but the outputs of a model keep their own names. */
  #namingStages(output: TfliteTensor, x: string): Stage[] {
    if (!this.file.outputs.includes(output.index)) return [];
    return [reshapeStage(this, this.graph.shapeOf(x))];
  }

  #inputShape(tensor: TfliteTensor): Shape {
    const shape = this.shapeWithBatch(tensor);
    const open = shape.indexOf(-1);
    if (open >= 0) {
      throw new UnsupportedError(
        `The input "${tensor.name}" leaves the size of axis ${open} open; Kindling needs all sizes but the batch.`,
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

/** The same numbers in another shape. */
export function reshapeStage({ graph }: TfliteNet, shape: Shape): Stage {
  return { suffix: 'reshape', add: (name, x) => graph.node('reshape', name, [x], { shape }) };
}

/** Converters join the names of all nodes that they fused with `;`; the first is the layer's. */
function shortName({ name, index }: TfliteTensor): string {
  return name.split(';')[0] || `tensor_${index}`;
}

/** Gives out each name once; a file may give several tensors one name, or none. */
class NameTable {
  readonly #used = new Map<string, number>();

  fresh(wanted: string): string {
    let name = wanted;
    while (this.#used.has(name)) {
      const count = (this.#used.get(wanted) ?? 1) + 1;
      this.#used.set(wanted, count);
      name = `${wanted}#${count}`;
    }
    this.#used.set(name, 1);
    return name;
  }
}
