// File bytes → model: recognises the format, reads it with a lazily loaded reader, and joins it with its
// architecture. Needs no GPU, so that it also runs in Node.
import { ModelFormatError, TensorError } from '../errors';
import { looksLikeContainer } from '../formats/kindling/magic';
import { looksLikeOnnx } from '../formats/onnx/looks-like-onnx';
import { type Graph, valueNamed } from '../graph/graph';
import { loadOpsOf } from '../graph/load-ops';
import type { Model } from '../graph/model';
import { optimizeInTurns } from '../rewrites/optimize';
import { externalShape, fromNhwc, toNhwc } from '../tensor/layout';
import { f32Tensor, formatShape, type Shape, type Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { Yielder } from '../util/yielder';

/** What a reader may be told. */
export interface ReadModelOptions {
  /** What messages and reports call the model. */
  readonly name?: string;
  /** Images that one run computes; 1 by default. */
  readonly batch?: number;
}

/** A tensor as users see it: in the model's own axis order. */
export interface NamedTensor {
  readonly shape: Shape;
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Reads a model file: a Kindling container, ONNX, TFLite, or SqueezeNet 1.0 as Deep Compression left it (Han et al. 2015, arXiv:1510.00149).
 * @throws ModelFormatError naming layer and offset when the file is damaged, or what it is when that is no model; UnsupportedError
 * listing all that Kindling cannot compute; RangeError for a batch that is not a positive integer.
 */
export async function readModel(bytes: Uint8Array, options: ReadModelOptions = {}): Promise<Model> {
  const { name = 'model' } = options;
  const batch = checkedBatch(options);
  if (bytes.byteLength === 0) {
    throw new ModelFormatError(`The file of "${name}" is empty; get it again.`, {
      layer: null,
      offset: 0,
    });
  }
  if (looksLikeContainer(bytes)) {
    const { readKindling } = await import('../formats/kindling/read-kindling');
    return named(await readKindling([bytes], batch), options.name);
  }
  if (isTflite(bytes)) {
    const { readTflite } = await import('../formats/tflite/read-tflite');
    return readTflite(bytes, { name, batch });
  }
  if (looksLikeOnnx(bytes)) {
    const { readOnnx } = await import('../formats/onnx/read-onnx');
    return readOnnx(bytes, { name, batch });
  }
  return readSqueezeNet(bytes, name, batch);
}

/** A container knows its model's name; users may know a better one. */
export function named(model: Model, name: string | undefined): Model {
  return name === undefined ? model : { ...model, name };
}

/** A TFLite file says so in bytes 4 to 7. Here, so that the reader loads only when it is needed. */
function isTflite(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(4, 8)) === 'TFL3';
}

async function readSqueezeNet(bytes: Uint8Array, name: string, batch: number): Promise<Model> {
  const [
    { looksLikeDeepCompression, readDeepCompression },
    { squeezenet, squeezenetConvolutions },
  ] = await Promise.all([import('../formats/deep-compression'), import('../models/squeezenet')]);
  const yielder = new Yielder();
  const convolutions = squeezenetConvolutions();
  if (!looksLikeDeepCompression(bytes, convolutions)) {
    const { refuseUnrecognised } = await import('../formats/unrecognised-file');
    refuseUnrecognised(bytes);
  }
  await yielder.yieldIfDue();
  const decoded = readDeepCompression(bytes, convolutions);
  const layers = new Map(decoded.map((layer) => [layer.name, layer]));
  await yielder.yieldIfDue();
  const model = squeezenet({
    batch,
    weights: (tensor) => {
      const layer = layers.get(tensor.slice(0, -2));
      if (!layer) throw new RangeError(`The file has no layer for "${tensor}".`);
      return tensor.endsWith('.w') ? layer.weights : layer.bias;
    },
  });
  return { ...model, name };
}

/** How many images a run computes. @throws RangeError when that is no positive integer */
export function checkedBatch({ batch = 1 }: ReadModelOptions): number {
  if (Number.isInteger(batch) && batch >= 1) return batch;
  throw new RangeError(`A batch is a positive number of images, got ${batch}.`);
}

/**
 * Computes a model on the CPU with the plain reference ops, which are loaded when they are asked for: slow, and the
 * measure of all other results. Inputs and outputs by name, in the model's own axis order.
 * @throws TensorError when an input is missing, unknown, or has the wrong number of elements.
 */
export async function runReference(
  model: Model,
  inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>,
): Promise<Record<string, NamedTensor>> {
  const tensors = inputTensors(model.graph, inputs);
  await loadOpsOf(model.graph);
  const graph = await optimizeInTurns(model.graph);
  const { evaluateGraph } = await import('../reference/evaluate-graph');
  const values = evaluateGraph(graph, tensors);
  return Object.fromEntries(
    graph.outputs.map((name) => {
      const data = Float32Array.from(values.get(name)?.data ?? []);
      return [name, externalTensor(graph, name, data)];
    }),
  );
}

/** Inputs as they are now: the caller's arrays may change, or lose their buffers, before they are read. @throws TensorError */
export function inputTensors(
  graph: Graph,
  inputs: Readonly<Record<string, unknown>>,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(nhwcInputs(graph, inputs)).map(([name, data]) => [
      name,
      f32Tensor(valueNamed(graph, name).shape, data === inputs[name] ? data.slice() : data),
    ]),
  );
}

/**
 * Checks inputs in the model's own axis order and turns them to NHWC, which those may be already; without those that come
 * another way.
 * @throws TensorError
 */
export function nhwcInputs(
  graph: Graph,
  inputs: Readonly<Record<string, unknown>>,
  isElsewhere: (name: string) => boolean = () => false,
): Record<string, Float32Array<ArrayBuffer>> {
  const wanted = graph.inputs.map((name) => describeInput(graph, name)).join(', ');
  const unknown = Object.keys(inputs).find((name) => !graph.inputs.includes(name));
  if (unknown !== undefined)
    throw new TensorError(`There is no input "${unknown}"; the model takes ${wanted}.`);
  return Object.fromEntries(
    graph.inputs
      .filter((name) => !isElsewhere(name))
      .map((name) => {
        const data = inputs[name] as Float32Array<ArrayBuffer>;
        const { shape } = valueNamed(graph, name);
        if (!(data instanceof Float32Array) || data.length !== product(shape)) {
          const got = data instanceof Float32Array ? `${data.length} numbers` : 'no Float32Array';
          throw new TensorError(`Got ${got} for input "${name}"; the model takes ${wanted}.`);
        }
        return [name, toNhwc(data, shape, graph.axisOrder)];
      }),
  );
}

/** An NHWC value as users see it. */
export function externalTensor(
  graph: Graph,
  name: string,
  nhwc: Float32Array<ArrayBuffer>,
): NamedTensor {
  const { shape } = valueNamed(graph, name);
  return {
    shape: externalShape(shape, graph.axisOrder),
    data: fromNhwc(nhwc, shape, graph.axisOrder),
  };
}

function describeInput(graph: Graph, name: string): string {
  const shape = externalShape(valueNamed(graph, name).shape, graph.axisOrder);
  return `"${name}" ${formatShape(shape)} (${product(shape)} numbers, ${graph.axisOrder.toUpperCase()})`;
}
