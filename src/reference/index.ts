// Runs a graph on the CPU, op by op: the oracle that every kernel and pass is held against.
import { TensorError } from '../errors';
import { type AnyNode, type Graph, valueNamed } from '../ir/graph';
import type { OpAttributes, OpName } from '../ir/ops';
import {
  channelsOf,
  formatShape,
  pixelsOf,
  type Shape,
  sameShape,
  type Tensor,
  zeros,
} from '../tensor/tensor';
import { activation } from './activation';
import { add } from './add';
import { averagePool2d } from './average-pool2d';
import { batchNorm } from './batch-norm';
import { biasAdd } from './bias-add';
import { concat } from './concat';
import { conv2d } from './conv2d';
import { copy } from './copy';
import { div } from './div';
import { fire } from './fire';
import { fireExpand } from './fire-expand';
import { fullyConnected } from './fully-connected';
import { globalAveragePool } from './global-average-pool';
import { globalMaxPool } from './global-max-pool';
import { localResponseNorm } from './local-response-norm';
import { logSoftmax } from './log-softmax';
import { matmul } from './matmul';
import { maxPool2d } from './max-pool2d';
import { mul } from './mul';
import { pad2d } from './pad2d';
import { prelu } from './prelu';
import { reshape } from './reshape';
import { resize2d } from './resize2d';
import { separableConv2d } from './separable-conv2d';
import { softmax } from './softmax';
import { asStrided, slice, transpose } from './strided';
import { sub } from './sub';
import type { Summation } from './sum-of-products';
import { topK } from './top-k';
import { winogradInput, winogradMultiply, winogradOutput } from './winograd';

type ReferenceOp<O extends OpName> = (
  inputs: readonly Tensor[],
  attributes: OpAttributes[O],
  outputShapes: readonly Shape[],
  sum?: Summation,
) => Tensor[];

const OPS: { readonly [O in OpName]: ReferenceOp<O> } = {
  activation,
  add,
  'as-strided': asStrided,
  'average-pool2d': averagePool2d,
  'batch-norm': batchNorm,
  'bias-add': biasAdd,
  concat,
  conv2d,
  copy,
  div,
  fire,
  'fire-expand': fireExpand,
  'fully-connected': fullyConnected,
  'global-average-pool': globalAveragePool,
  'global-max-pool': globalMaxPool,
  'local-response-norm': localResponseNorm,
  'log-softmax': logSoftmax,
  matmul,
  'max-pool2d': maxPool2d,
  mul,
  pad2d,
  prelu,
  reshape,
  resize2d,
  'separable-conv2d': separableConv2d,
  slice,
  softmax,
  sub,
  'top-k': topK,
  transpose,
  'winograd-input': winogradInput,
  'winograd-multiply': winogradMultiply,
  'winograd-output': winogradOutput,
};

/** Computes one node from its input tensors; `sum` adds up the terms of ops that are sums of products. */
export function evaluateNode(
  node: AnyNode,
  inputs: readonly Tensor[],
  outputShapes: readonly Shape[],
  sum?: Summation,
): Tensor[] {
  // The table's index type ties op to attributes; TypeScript loses that tie for a union of nodes.
  const op = OPS[node.op] as ReferenceOp<OpName>;
  return op(inputs, node.attributes, outputShapes, sum);
}

/**
 * Computes every value of a graph. Inputs are NHWC tensors by name; the result holds all values by name, views
 * as tensors of their own.
 * @throws TensorError when an input is missing or has the wrong shape.
 */
export function evaluateGraph(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
): Map<string, Tensor> {
  const tensors = new Map<string, Tensor>(graph.constants);
  for (const name of graph.inputs) tensors.set(name, checkedInput(graph, name, inputs[name]));
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => tensors.get(name) ?? zeros([0]));
    const shapes = node.outputs.map((name) => valueNamed(graph, name).shape);
    for (const [index, tensor] of evaluateNode(node, operands, shapes).entries()) {
      const name = node.outputs[index] ?? '';
      tensors.set(name, tensor);
      writeThroughView(graph, name, tensor, tensors);
    }
  }
  return tensors;
}

function checkedInput(graph: Graph, name: string, tensor: Tensor | undefined): Tensor {
  const { shape } = valueNamed(graph, name);
  if (!tensor || !sameShape(tensor.shape, shape)) {
    const got = tensor ? formatShape(tensor.shape) : 'nothing';
    throw new TensorError(
      `Input "${name}" of "${graph.name}" needs a tensor ${formatShape(shape)}, got ${got}.`,
    );
  }
  return tensor;
}

/** A value that is a view also appears in the channels of the value it lies in. */
function writeThroughView(
  graph: Graph,
  name: string,
  tensor: Tensor,
  tensors: Map<string, Tensor>,
): void {
  const { view, shape } = valueNamed(graph, name);
  if (!view) return;
  const parentShape = valueNamed(graph, view.of).shape;
  const parent = tensors.get(view.of) ?? zeros(parentShape);
  const total = channelsOf(parentShape);
  const channels = channelsOf(shape);
  for (let pixel = 0; pixel < pixelsOf(shape); pixel++) {
    const row = tensor.data.subarray(pixel * channels, (pixel + 1) * channels);
    parent.data.set(row, pixel * total + view.channelOffset);
  }
  tensors.set(view.of, parent);
  writeThroughView(graph, view.of, parent, tensors);
}
