// Short ways to write the ONNX files that the reader is tested with.
import { product } from '../../util/math';
import { seededRandom } from '../../util/random';
import { encodeOnnx } from './encode-model';
import {
  ONNX_TYPES,
  type OnnxAttribute,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-model';
import { tensorOf } from './onnx-parts.fixtures';

/** What a file holds; sizes of inputs by name. */
export interface FileParts {
  readonly nodes: readonly OnnxNode[];
  readonly inputs: Readonly<Record<string, readonly (number | string)[] | null>>;
  readonly outputs: Readonly<Record<string, readonly (number | string)[] | null>>;
  readonly initializers?: readonly OnnxTensor[];
  readonly opset?: number;
  readonly model?: Partial<OnnxModel>;
}

/** A node with one output, named after it. */
export function node(
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes: readonly OnnxAttribute[] = [],
): OnnxNode {
  return {
    name: `${output}-node`,
    opType,
    domain: '',
    inputs,
    outputs: [output],
    attributes,
    offset: 0,
  };
}

/** Seeded weights. */
export function weights(name: string, ...dims: number[]): OnnxTensor {
  const random = seededRandom(name.length);
  return tensorOf({
    name,
    dims,
    numbers: Array.from({ length: product(dims) }, () => random() - 0.5),
  });
}

/** Whole numbers. */
export function integers(name: string, ...numbers: number[]): OnnxTensor {
  return tensorOf({ name, dims: [numbers.length], dataType: ONNX_TYPES.INT64, numbers });
}

/** A file of these parts. */
export function onnxFile(parts: FileParts): Uint8Array<ArrayBuffer> {
  const { nodes, initializers = [], opset = 13 } = parts;
  const infos = (sizes: FileParts['inputs']) =>
    Object.entries(sizes).map(([name, dims]) => ({ name, elementType: ONNX_TYPES.FLOAT, dims }));
  return encodeOnnx({
    irVersion: 8,
    producer: 'test',
    opsets: { '': opset },
    functions: [],
    graph: {
      name: 'test',
      nodes,
      initializers,
      inputs: infos(parts.inputs),
      outputs: infos(parts.outputs),
      sparseInitializers: [],
    },
    ...parts.model,
  });
}

/** A network with a fire module, a residual sum, folded shape arithmetic, and a layer at its end. */
export function smallNetwork(): Uint8Array<ArrayBuffer> {
  return onnxFile({
    inputs: { x: ['batch', 3, 9, 8] },
    outputs: { prob: ['batch', 5] },
    initializers: [
      weights('squeeze.w', 4, 3, 1, 1),
      weights('e1.w', 3, 4, 1, 1),
      weights('e3.w', 5, 4, 3, 3),
      weights('e3.b', 5),
      weights('fc.w', 5, 32),
      integers('zero', 0),
      integers('minus', -1),
    ],
    nodes: [
      node('Conv', ['x', 'squeeze.w'], 's'),
      node('Relu', ['s'], 'r'),
      node('Conv', ['r', 'e1.w'], 'e1'),
      node('Conv', ['r', 'e3.w', 'e3.b'], 'e3', [{ name: 'pads', ints: [1, 1, 1, 1] }]),
      node('Concat', ['e1', 'e3'], 'fire', [{ name: 'axis', i: 1 }]),
      node('Add', ['fire', 'fire'], 'sum'),
      node('MaxPool', ['sum'], 'pool', [
        { name: 'kernel_shape', ints: [3, 3] },
        { name: 'strides', ints: [4, 4] },
      ]),
      node('Shape', ['pool'], 'shape'),
      node('Gather', ['shape', 'zero'], 'n', [{ name: 'axis', i: 0 }]),
      node('Concat', ['n', 'minus'], 'flat-shape', [{ name: 'axis', i: 0 }]),
      node('Reshape', ['pool', 'flat-shape'], 'flat'),
      node('Gemm', ['flat', 'fc.w'], 'logits', [{ name: 'transB', i: 1 }]),
      node('Softmax', ['logits'], 'prob', [{ name: 'axis', i: 1 }]),
    ],
  });
}
