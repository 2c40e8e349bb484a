// The inputs of a file: their types, and their sizes for the batch that was asked for.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { formatShape, type Shape } from '../../tensor/tensor';
import { typeName } from './constant';
import { canonicalOrder, heldShape } from './layout';
import { ONNX_TYPES, type OnnxGraph, type OnnxValueInfo } from './onnx-model';
import type { OnnxNet } from './onnx-net';

/** Half precision is computed, and handed in, in single precision. */
const INPUT_TYPES: readonly number[] = [ONNX_TYPES.FLOAT, ONNX_TYPES.FLOAT16];

/**
 * Declares the inputs; names that are initialisers as well are constants. A first dimension that is open, or 1 in an
 * image input, is the batch; so is any other of the same name.
 * @throws UnsupportedError naming an input that is not of real numbers, or whose sizes are open.
 */
export function declareInputs(net: OnnxNet, graph: OnnxGraph, batch: number): void {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !constants.has(name));
  const symbol = inputs.map(({ dims }) => dims?.[0]).find((size) => typeof size === 'string');
  for (const input of inputs) {
    const { name, elementType } = input;
    if (!INPUT_TYPES.includes(elementType)) {
      throw new UnsupportedError(
        `The input "${name}" is ${typeName(elementType)}; Kindling's inputs are FLOAT or FLOAT16.`,
      );
    }
    const dims = dimsOf(input, symbol, batch);
    const order = canonicalOrder(dims.length);
    const value = net.graph.input(net.freshName(name), heldShape(dims, order));
    net.define(name, { kind: 'computed', value, dims, order });
  }
}

function dimsOf(
  { name, dims }: OnnxValueInfo,
  symbol: number | string | undefined,
  batch: number,
): Shape {
  if (!dims) throw new UnsupportedError(`The input "${name}" leaves its number of axes open.`);
  const sizes = dims.map((size, axis) => {
    if (typeof size !== 'string') return size;
    if (axis === 0 || (size !== '' && size === symbol)) return batch;
    throw new UnsupportedError(
      `The input "${name}" leaves axis ${axis} ("${size || '?'}") open; Kindling needs all sizes but the batch.`,
    );
  });
  if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new ModelFormatError(
      `The input "${name}" has the impossible shape ${formatShape(sizes)}.`,
      {
        layer: name,
        offset: 0,
      },
    );
  }
  if (dims.length === 4 && dims[0] === 1) return [batch, ...sizes.slice(1)];
  if (dims.length === 4 && sizes[0] !== batch && batch !== 1) {
    throw new UnsupportedError(
      `The input "${name}" is made for a batch of ${sizes[0]}, so it cannot be one of ${batch}.`,
    );
  }
  return sizes;
}
