// Makes a model of a decoded ONNX file: its nodes become a graph, what can be computed while reading is.
import { GraphError, ModelFormatError, UnsupportedError } from '../../errors';
import { MOST_ENDS, MOST_NODES, refuseMore } from '../../graph/limits';
import type { Model } from '../../graph/model';
import { atOnce } from '../../util/at-once';
import { FileMisfit } from '../file-misfit';
import { constantOf, renamed } from './constant';
import { declareInputs } from './inputs';
import { liveNodes } from './live-nodes';
import type { OnnxGraph, OnnxModel, OnnxNode } from './onnx-model';
import { OnnxNet, outputOf } from './onnx-net';
import { type InputSizes, type OnnxOps, opKey } from './ops';
import { buildWithOutputs } from './outputs';
import { Problems } from './problems';

/** What the reader is told. */
export interface ReadOnnxOptions {
  /** What messages and reports call the model. */
  readonly name: string;
  /** Images that one run computes. */
  readonly batch: number;
  /** Sizes of inputs that the file leaves open, in its order of axes. */
  readonly inputs?: InputSizes;
  /** Bytes that may be made while reading; by default what any file of its size may. */
  readonly memoryLimit?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What converting is told besides. */
export interface ConvertOptions extends ReadOnnxOptions {
  /** Of the file, which limits what is computed while reading it. */
  readonly byteLength: number;
}

/** Of ops that are only computed while reading. */
const NOT_CONSTANT = 'computes with values that are not constant';

/** Versions whose meaning is known here: from op set 23 on, ops that are read have got new types only. */
const IR_VERSIONS = [3, 13] as const;
const OPSETS = [7, 25] as const;

/**
 * `convertModel`, with a stop ahead of every node.
 * @throws ModelFormatError naming the node and byte offset; UnsupportedError listing ops or nodes
 */
export function* convertSteps(
  file: OnnxModel,
  options: ConvertOptions,
  ops: OnnxOps,
): Generator<void, Model> {
  const { name, batch, inputs = {} } = options;
  const model = ops.prepare?.(file, inputs) ?? file;
  const opset = checkedOpset(model, name);
  const nodes = liveNodes(model.graph);
  // Constants are counted as little as initialisers are: some exporters write one for every number.
  const computing = nodes.filter(({ opType }) => opType !== 'Constant');
  refuseMore(name, computing.length, MOST_NODES, 'nodes');
  const net = new OnnxNet(opset, options, ops.builds);
  net.convertNode = (node) => convert(net, ops, node);
  const problems = new Problems();
  declareInputs(net, model.graph, batch, ops.inputTypes);
  defineInitializers(net, model.graph, nodes);
  yield* convertAll(net, ops, nodes, problems);
  problems.refuse(name);
  return { name, graph: build(net, model.graph, ops), classifier: null };
}

/** The model of a file, by ops that are known. @throws as `convertSteps` */
export function convertModel(file: OnnxModel, options: ConvertOptions, ops: OnnxOps): Model {
  return atOnce(convertSteps(file, options, ops));
}

/** @throws UnsupportedError for versions that are not known here. */
function checkedOpset({ irVersion, opsets, functions }: OnnxModel, name: string): number {
  const opset = opsets[''] ?? opsets['ai.onnx'];
  if (opset === undefined && Object.keys(opsets).length > 0) {
    throw new UnsupportedError(`"${name}" uses op sets of others only: ${Object.keys(opsets)}.`);
  }
  if (opset === undefined) {
    throw new ModelFormatError(
      `"${name}" does not say which op set it uses. The file is damaged.`,
      {
        layer: null,
        offset: 0,
      },
    );
  }
  const isWithin = (value: number, [least, most]: readonly [number, number]) =>
    value >= least && value <= most;
  if (!isWithin(irVersion, IR_VERSIONS) || !isWithin(opset, OPSETS)) {
    throw new UnsupportedError(
      `"${name}" is of ONNX IR version ${irVersion} and op set ${opset}; Kindling reads versions ${IR_VERSIONS.join(' to ')} and op sets ${OPSETS.join(' to ')}.`,
    );
  }
  if (functions.length > 0) {
    throw new UnsupportedError(`"${name}" defines functions of its own.`);
  }
  return opset;
}

/** Initialisers that something reads; the others need not even be of a type that is known here. */
function defineInitializers(net: OnnxNet, graph: OnnxGraph, nodes: readonly OnnxNode[]): void {
  const read = new Set([
    ...nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  if (graph.sparseInitializers.length > 0) {
    throw new UnsupportedError('The file has sparse initialisers; Kindling reads dense ones.');
  }
  for (const tensor of graph.initializers) {
    if (read.has(tensor.name)) net.define(tensor.name, constantOf(tensor), tensor.offset);
  }
}

/**
 * Converts node by node; what cannot be expressed is gathered. Of nodes that need it only the op is looked at: what they ask
 * for depends on shapes that are not known.
 */
function* convertAll(
  net: OnnxNet,
  ops: OnnxOps,
  nodes: readonly OnnxNode[],
  problems: Problems,
): Generator<void> {
  const unknown = new Set<string>();
  for (const node of nodes) {
    yield;
    if (!ops.converters.has(opKey(node)) && !ops.folders.has(opKey(node))) {
      problems.addMissing(node);
    } else if (!node.inputs.some((name) => unknown.has(name))) {
      try {
        convert(net, ops, node);
        continue;
      } catch (error) {
        const told = located(net, node, error);
        if (!(told instanceof UnsupportedError)) throw told;
        problems.addReason(node, told);
      }
    }
    for (const name of node.outputs) unknown.add(name);
  }
}

function convert(net: OnnxNet, { converters, folders }: OnnxOps, node: OnnxNode): void {
  // Ahead of all that looks at them: no graph takes as many.
  refuseMore(outputOf(node), node.inputs.length, MOST_ENDS, 'inputs');
  const inputs = node.inputs.flatMap((name, position) => {
    return name === '' ? [] : [net.input(node, position)];
  });
  const constants = inputs.flatMap((operand) => (operand.kind === 'constant' ? [operand] : []));
  const folder = folders.get(opKey(node));
  const isGiven = inputs.length > 0 || node.inputs.length === 0;
  if (folder && isGiven && constants.length === inputs.length) {
    for (const [i, constant] of folder(net, node, constants).entries()) {
      const name = node.outputs[i] ?? '';
      if (name !== '') net.define(name, renamed(constant, name), node.offset);
    }
    return;
  }
  const converter = converters.get(opKey(node));
  if (!converter) throw net.unsupported(node, NOT_CONSTANT);
  converter(net, node);
}

/** Where the graph refuses what a node becomes, the file's nodes do not fit together, or not for the sizes that were asked for. */
function located(net: OnnxNet, node: OnnxNode, error: unknown): unknown {
  const told =
    error instanceof GraphError ? net.misfit(node, `does not fit: ${error.message}`) : error;
  return net.isSized && told instanceof FileMisfit ? net.unsupported(node, told.ofSizes) : told;
}

function build(net: OnnxNet, graph: OnnxGraph, ops: OnnxOps) {
  try {
    return buildWithOutputs(net, graph, ops.asOutput);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new ModelFormatError(`The file's nodes do not fit together: ${error.message}`, {
      layer: null,
      offset: 0,
    });
  }
}
