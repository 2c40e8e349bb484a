// File bytes → model: recognises the format, reads it with a lazily loaded reader, and joins it with its
// architecture. Needs no GPU, so that it also runs in Node.
import { TensorError } from '../errors';
import { looksLikeContainer } from '../formats/kindling/magic';
import { looksLikeOnnx } from '../formats/onnx/looks-like-onnx';
import { type Graph, valueNamed } from '../graph/graph';
import type { Model } from '../graph/model';
import { externalShape, fromNhwc, toNhwc } from '../tensor/layout';
import { formatShape, type Shape } from '../tensor/tensor';
import { product } from '../util/math';

/** What a reader may be told. */
export interface ReadModelOptions {
  /** What messages and reports call the model. */
  readonly name?: string;
  /** Images that one run computes; 1 by default. */
  readonly batch?: number;
  /**
   * Sizes of inputs by name, in the file's order of axes, such as `{ image: [1, 3, 512, 512] }`: those that an ONNX or TFLite
   * file leaves open, or others than a TFLite file says.
   */
  readonly inputs?: Readonly<Record<string, readonly number[]>>;
  /** Which of a TFLite file's signatures is read; its first subgraph by default. */
  readonly signature?: string;
  /**
   * Files beside an ONNX model that its weights lie in, its external data: a function that gives the bytes by the name that the
   * model has for a file, or the files themselves. Of a model that is loaded by URL, by default those beside that URL.
   */
  readonly beside?: ((name: string) => Promise<Uint8Array>) | Iterable<File>;
  /**
   * Bytes that the model may take: what reading computes of its constants, and then the numbers of those, what they are packed to
   * and its values on the device. By default 192 MiB and 128 times the file, which is far more than networks take that were not
   * made to do harm; times the batch, or as many times as `inputs` are larger than 3×296×296; reading has 16 MiB and 32 times the
   * file. A network that is built takes what it takes.
   */
  readonly memoryLimit?: number;
  /** Ends reading with its reason. */
  readonly signal?: AbortSignal;
}

/** A tensor as users see it: in the model's own axis order. */
export interface NamedTensor {
  readonly shape: Shape;
  readonly data: Float32Array<ArrayBuffer>;
}

/**
 * Reads a model file: a Kindling container, ONNX, TFLite, or SqueezeNet 1.0 as Deep Compression left it (Han et al. 2015, arXiv:1510.00149).
 * @throws ModelFormatError naming layer and offset when the file is damaged, or what it is when that is no model; UnsupportedError
 * listing all that Kindling cannot compute; WeightsUnavailableError naming a file beside an ONNX model that is not there;
 * RangeError for a batch that is not a positive integer; the signal's reason.
 */
export async function readModel(bytes: Uint8Array, options: ReadModelOptions = {}): Promise<Model> {
  const { name = 'model' } = options;
  const batch = checkedBatch(options);
  if (looksLikeContainer(bytes)) {
    const { readKindling } = await import('../formats/kindling/read-kindling');
    return named(await readKindling([bytes], batch, options.signal), options.name);
  }
  if (isTflite(bytes)) {
    const { readTflite } = await import('../formats/tflite/read-tflite');
    return readTflite(bytes, { ...options, name, batch });
  }
  if (looksLikeOnnx(bytes)) {
    const { readOnnx } = await import('../formats/onnx/read-onnx');
    return readOnnx(bytes, { ...options, name, batch });
  }
  const { readSqueezeNet } = await import('./read-squeezenet');
  return readSqueezeNet(bytes, name, batch);
}

/** A container knows its model's name; users may know a better one. */
export function named(model: Model, name: string | undefined): Model {
  return name === undefined ? model : { ...model, name };
}

/** A TFLite file says so in bytes 4 to 7. Here, so that the reader loads only when it is needed. */
export function isTflite(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(4, 8)) === 'TFL3';
}

/** How many images a run computes. @throws RangeError when that is no positive integer */
export function checkedBatch({ batch = 1 }: ReadModelOptions): number {
  if (Number.isInteger(batch) && batch >= 1) return batch;
  throw new RangeError(`A batch is a positive number of images, got ${batch}.`);
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
  const wanted = () => graph.inputs.map((name) => describeInput(graph, name)).join(', ');
  const known = new Set(graph.inputs);
  const unknown = Object.keys(inputs).find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new TensorError(`There is no input "${unknown}"; the model takes ${wanted()}.`);
  return Object.fromEntries(
    graph.inputs
      .filter((name) => !isElsewhere(name))
      .map((name) => {
        const data = inputs[name];
        const { shape } = valueNamed(graph, name);
        if (!(data instanceof Float32Array) || data.length !== product(shape)) {
          const got = data instanceof Float32Array ? `${data.length} numbers` : 'no Float32Array';
          throw new TensorError(`Got ${got} for input "${name}"; the model takes ${wanted()}.`);
        }
        return [name, toNhwc(data as Float32Array<ArrayBuffer>, shape, graph.axisOrder)];
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
