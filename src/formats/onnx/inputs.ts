// The inputs of a file: their types, and their sizes for the batch that was asked for.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { formatShape, type Shape } from '../../tensor/tensor';
import { isReal, typeName } from './constant';
import { canonicalOrder, heldShape } from './layout';
import type { OnnxGraph, OnnxValueInfo } from './onnx-model';
import type { OnnxNet } from './onnx-net';
import type { OnnxOps } from './ops';

/**
 * Declares the inputs; names that are initialisers as well are constants. A first dimension that is open is the batch, and
 * so is any other of the same name. Where all image inputs are made for one image, they take the batch as well.
 * @throws UnsupportedError naming an input that is not of real numbers, whose sizes are open, or that is made for another
 * batch than was asked for.
 */
export function declareInputs(
  net: OnnxNet,
  graph: OnnxGraph,
  batch: number,
  types: OnnxOps['inputTypes'],
): void {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !constants.has(name));
  const symbol = inputs.map(({ dims }) => dims?.[0]).find((size) => typeof size === 'string');
  const isBatched = takesBatch(inputs, batch);
  for (const input of inputs) {
    const { name, elementType } = input;
    if (!types.includes(elementType)) {
      const known = types.map(typeName).join(', ');
      throw new UnsupportedError(
        `The input "${name}" is ${typeName(elementType)}; Kindling's inputs are ${known}.`,
      );
    }
    const dims = dimsOf(input, (axis, size) => {
      const isOpen = size !== '' && size === symbol;
      const isImage = isBatched && axis === 0 && size === 1 && input.dims?.length === 4;
      return isOpen || isImage || (axis === 0 && typeof size === 'string') ? batch : size;
    });
    const order = canonicalOrder(dims.length);
    const value = net.graph.input(net.graph.freshName(name), heldShape(dims, order));
    const integer = isReal(elementType) ? {} : { integer: elementType };
    net.define(name, { kind: 'computed', value, dims, order, ...integer });
  }
}

/** Whether images may come in batches: every image input is for one image or an open number. @throws UnsupportedError */
function takesBatch(inputs: readonly OnnxValueInfo[], batch: number): boolean {
  const images = inputs.filter(({ dims }) => dims?.length === 4);
  const counts = images.map(({ dims }) => dims?.[0] ?? 1);
  const isBatched = counts.every((count) => count === 1 || typeof count === 'string');
  if (!isBatched && batch !== 1 && !counts.includes(batch)) {
    throw new UnsupportedError(
      `The input "${images[0]?.name}" is made for a batch of ${counts[0]}, so it cannot be one of ${batch}.`,
    );
  }
  return isBatched;
}

function dimsOf(
  { name, dims }: OnnxValueInfo,
  resolve: (axis: number, size: number | string) => number | string,
): Shape {
  if (!dims) throw new UnsupportedError(`The input "${name}" leaves its number of axes open.`);
  const sizes = dims.map((given, axis) => {
    const size = resolve(axis, given);
    if (typeof size === 'number') return size;
    throw new UnsupportedError(
      `The input "${name}" leaves axis ${axis} ("${size || '?'}") open; name its sizes with the option \`inputs\`: { ${JSON.stringify(name)}: [1, 3, 224, 224] }.`,
    );
  });
  if (!sizes.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new ModelFormatError(
      `The input "${name}" has the impossible shape ${formatShape(sizes)}.`,
      { layer: name, offset: 0 },
    );
  }
  return sizes;
}
