// Turns a file's operators into a graph, and its metadata into a classifier.

import { GraphError, ModelFormatError, UnsupportedError } from '../../errors';
import { Allowance } from '../../graph/budget';
import type { Graph } from '../../graph/graph';
import { MOST_NODES, refuseMore } from '../../graph/limits';
import type { Model } from '../../graph/model';
import type { Shape } from '../../tensor/tensor';
import { atOnce } from '../../util/at-once';
import { FileMisfit } from '../file-misfit';
import { liveOperators } from './live-operators';
import type { Folder, TfliteOps } from './ops';
import { Problems } from './problems';
import { BYTES_PER_NUMBER } from './schema';
import type { TfliteFile } from './tflite-file';
import type { TfliteMetadata } from './tflite-metadata';
import { TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import { picturesOf } from './tflite-pictures';
import type { TfliteTensor } from './tflite-tensor';

/** What the reader is told. */
export interface ReadTfliteOptions {
  /** What messages and reports call the model. */
  readonly name: string;
  /** Images that one run computes. */
  readonly batch: number;
  /** Shapes of inputs by name: sizes that the file leaves open, or others than it says. */
  readonly inputs?: Readonly<Record<string, Shape>>;
  /** Which of the file's signatures is run; its first subgraph where none is named. */
  readonly signature?: string;
  /** Bytes that may be made while reading; by default what any file of its size may. */
  readonly memoryLimit?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Types of tensors that are computed. Whole numbers are as good as real ones up to 2²⁴; truth values are 1 and 0. */
const COMPUTED_TYPES = Object.keys(BYTES_PER_NUMBER);

/** What is loaded for a file, as it needs it. */
export interface ReaderParts {
  readonly ops: TfliteOps;
  /** Null where nothing is computed while reading. */
  readonly fold: Folder | null;
  readonly metadata: TfliteMetadata;
}

/** The model of a file. @throws as `readTflite` does */
export function convertTflite(...given: Parameters<typeof convertSteps>): Model {
  return atOnce(convertSteps(...given));
}

/** `convertTflite`, with a stop ahead of every operator. */
export function* convertSteps(
  file: TfliteFile,
  options: ReadTfliteOptions & { readonly byteLength: number },
  { ops, fold, metadata }: ReaderParts,
): Generator<void, Model> {
  const { name, batch, inputs = {} } = options;
  const operators = liveOperators(file);
  refuseMore(name, operators.length, MOST_NODES, 'nodes');
  const allowance = new Allowance(options);
  const shapes = new Map(Object.entries(inputs));
  const net = new TfliteNet(name, file, {
    ...{ batch, shapes, allowance },
    ...{ builds: ops.builds, finish: ops.finish },
  });
  (yield* convertAll(net, operators, ops, fold)).refuse(name);
  const outputs = [...new Set(file.outputs)].map((index) => net.outputValue(index));
  const pictures = picturesOf(net, metadata);
  return { name, graph: built(net, outputs), ...pictures };
}

/** Converts operator by operator. What cannot be expressed is gathered, and stands for a value from outside. */
function* convertAll(
  net: TfliteNet,
  operators: readonly TfliteOperator[],
  { converters }: TfliteOps,
  fold: Folder | null,
): Generator<void, Problems> {
  const problems = new Problems();
  const unknown = tensorsWithObstacles(net.file, operators, problems);
  for (const operator of operators) {
    yield;
    const converter = converters.get(operator.op);
    if (!converter && operator.op !== 'SHAPE') {
      problems.addMissing(operator.op);
    } else if (!operator.inputs.some((index) => unknown.has(index))) {
      const reason = reasonAgainst(net, operator, () => {
        if (fold && isFolded(net, operator)) fold(net, operator, converter);
        else converter?.(net, operator);
      });
      if (reason === null) continue;
      problems.addReason(reason);
    }
    for (const index of operator.outputs) {
      if (!net.standIn(index)) unknown.add(index);
    }
  }
  return problems;
}

/** Whether an operator computes with constants alone. Those that are only scaled are left to the converter. */
function isFolded(net: TfliteNet, operator: TfliteOperator): boolean {
  if (operator.op === 'SHAPE') return true;
  if (operator.op === 'DEQUANTIZE' || operator.op === 'DENSIFY') return false;
  return operator.inputs.every((index, position) => {
    return index < 0 || net.isConstant(operator, position);
  });
}

/** Why an operator cannot be expressed; null where it can. Where the graph refuses it, the file does not fit together. */
function reasonAgainst(
  net: TfliteNet,
  operator: TfliteOperator,
  convert: () => void,
): string | null {
  try {
    convert();
    return null;
  } catch (error) {
    const told =
      error instanceof GraphError ? net.misfit(operator, `does not fit: ${error.message}`) : error;
    if (net.isSized && told instanceof FileMisfit) {
      return `${net.describe(operator)} ${told.ofSizes}`;
    }
    if (!(told instanceof UnsupportedError)) throw told;
    const isNamed = told.message.startsWith('Operator');
    return isNamed ? told.message : `${net.describe(operator)}: ${told.message}`;
  }
}

/** Tensors that cannot be read, by index. */
function tensorsWithObstacles(
  { inputs, outputs, tensors }: TfliteFile,
  operators: readonly TfliteOperator[],
  problems: Problems,
): Set<number> {
  const used = new Set([...inputs, ...outputs]);
  for (const operator of operators) {
    for (const index of [...operator.inputs, ...operator.outputs]) used.add(index);
  }
  const found = new Set<number>();
  for (const index of used) {
    const tensor = tensors[index];
    const obstacle = tensor ? obstacleOf(tensor) : null;
    if (!tensor || obstacle === null) continue;
    problems.addTensor(tensor.name, obstacle);
    found.add(index);
  }
  return found;
}

function obstacleOf({ type, data, quantization, obstacle }: TfliteTensor): string | null {
  if (obstacle !== null) return obstacle;
  if (data) return type in BYTES_PER_NUMBER ? null : `is ${type}`;
  if (!COMPUTED_TYPES.includes(type)) return `is ${type}, and computed`;
  const scales = quantization?.scales.length ?? 1;
  return scales === 1 ? null : `is ${type} with ${scales} scales, and computed`;
}

function built(net: TfliteNet, outputs: readonly string[]): Graph {
  try {
    return net.graph.build(outputs);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new ModelFormatError(`The file's operators do not fit together: ${error.message}`, {
      layer: null,
      offset: 0,
    });
  }
}
