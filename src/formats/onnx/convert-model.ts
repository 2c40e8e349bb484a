// Makes a model of a decoded ONNX file: its nodes become a graph, what can be computed while reading is.
import { GraphError, ModelFormatError, UnsupportedError } from '../../errors';
import type { Model } from '../../graph/model';
import { refuseTooManyNodes } from '../../graph/most-nodes';
import { constantOf, renamed } from './constant';
import { declareInputs } from './inputs';
import { liveNodes } from './live-nodes';
import type { OnnxGraph, OnnxModel, OnnxNode } from './onnx-model';
import { OnnxNet } from './onnx-net';
import type { OnnxOps } from './ops';
import { buildWithOutputs } from './outputs';
import { Problems } from './problems';

/** What the reader is told. */
export interface ReadOnnxOptions {
  /** What messages and reports call the model. */
  readonly name: string;
  /** Images that one run computes. */
  readonly batch: number;
}

/** What converting is told besides. */
interface ConvertOptions extends ReadOnnxOptions {
  /** Of the file, which limits what is computed while reading it. */
  readonly byteLength: number;
}

/** Versions whose meaning is known here: from op set 23 on, ops that are read have got new types only. */
const IR_VERSIONS = [3, 13] as const;
const OPSETS = [7, 25] as const;

/**
 * The model of a file, by ops that are known.
 * @throws ModelFormatError naming the node and byte offset; UnsupportedError listing ops or nodes
 */
export function convertModel(model: OnnxModel, options: ConvertOptions, ops: OnnxOps): Model {
  const { name, batch } = options;
  const opset = checkedOpset(model, name);
  const nodes = liveNodes(model.graph);
  refuseTooManyNodes(name, nodes.length);
  const net = new OnnxNet(name, opset, options.byteLength, ops.builds);
  const problems = new Problems();
  for (const node of nodes) {
    if (!isKnown(ops, node)) problems.addMissing(node);
  }
  problems.refuse(name);
  declareInputs(net, model.graph, batch);
  defineInitializers(net, model.graph, nodes);
  convertAll(net, ops, nodes, problems);
  problems.refuse(name);
  return { name, graph: build(net, model.graph, batch), classifier: null };
}

/** @throws UnsupportedError for versions that are not known here. */
function checkedOpset({ irVersion, opsets, functions }: OnnxModel, name: string): number {
  const opset = opsets[''] ?? opsets['ai.onnx'];
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
    throw new UnsupportedError(`"${name}" defines functions of its own: ${functions.join(', ')}.`);
  }
  return opset;
}

function isKnown({ converters, folders }: OnnxOps, { domain, opType }: OnnxNode): boolean {
  const isOnnx = domain === '' || domain === 'ai.onnx';
  return isOnnx && (converters.has(opType) || folders.has(opType));
}

/** Initialisers that something reads; the others need not even be of a type that is known here. */
function defineInitializers(net: OnnxNet, graph: OnnxGraph, nodes: readonly OnnxNode[]): void {
  const read = new Set([
    ...nodes.flatMap(({ inputs }) => inputs),
    ...graph.outputs.map(({ name }) => name),
  ]);
  if (graph.sparseInitializers > 0) {
    throw new UnsupportedError('The file has sparse initialisers; Kindling reads dense ones.');
  }
  for (const tensor of graph.initializers) {
    if (read.has(tensor.name)) net.define(tensor.name, constantOf(tensor), tensor.offset);
  }
}

/** Converts node by node; what cannot be expressed is gathered, and nodes that need it are passed over. */
function convertAll(
  net: OnnxNet,
  ops: OnnxOps,
  nodes: readonly OnnxNode[],
  problems: Problems,
): void {
  const unknown = new Set<string>();
  for (const node of nodes) {
    if (!node.inputs.some((name) => unknown.has(name))) {
      try {
        convert(net, ops, node);
        continue;
      } catch (error) {
        if (!(error instanceof UnsupportedError)) throw located(net, node, error);
        problems.addReason(node, error);
      }
    }
    for (const name of node.outputs) unknown.add(name);
  }
}

function convert(net: OnnxNet, { converters, folders }: OnnxOps, node: OnnxNode): void {
  const inputs = node.inputs.flatMap((name, position) => {
    return name === '' ? [] : [net.input(node, position)];
  });
  const constants = inputs.flatMap((operand) => (operand.kind === 'constant' ? [operand] : []));
  const folder = folders.get(node.opType);
  if (folder && constants.length === inputs.length) {
    for (const [i, constant] of folder(net, node, constants).entries()) {
      const name = node.outputs[i] ?? '';
      if (name !== '') net.define(name, renamed(constant, name), node.offset);
    }
    return;
  }
  const converter = converters.get(node.opType);
  if (!converter) throw net.unsupported(node, 'computes with values that are not constant');
  converter(net, node);
}

/** Where the IR refuses what a node becomes, the file's nodes do not fit together. */
function located(net: OnnxNet, node: OnnxNode, error: unknown): unknown {
  return error instanceof GraphError ? net.misfit(node, `does not fit: ${error.message}`) : error;
}

function build(net: OnnxNet, graph: OnnxGraph, batch: number) {
  try {
    return buildWithOutputs(net, graph, batch);
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new ModelFormatError(`The file's nodes do not fit together: ${error.message}`, {
      layer: null,
      offset: 0,
    });
  }
}
