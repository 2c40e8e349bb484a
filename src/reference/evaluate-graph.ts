// Runs a graph on the CPU, op by op.
import { TensorError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import { evaluateOp } from '../ops/evaluate-op';
import { channelsOf, formatShape, pixelsOf, sameShape, type Tensor, zeros } from '../tensor/tensor';
import { own } from '../util/own';

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
  for (const name of graph.inputs) tensors.set(name, checkedInput(graph, name, own(inputs, name)));
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => tensors.get(name) ?? zeros([0]));
    const shapes = node.outputs.map((name) => valueNamed(graph, name).shape);
    for (const [index, tensor] of evaluateOp({ ...node, inputs: operands, shapes }).entries()) {
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
