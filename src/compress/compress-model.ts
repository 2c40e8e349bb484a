// Deep Compression of a whole model (Han et al. 2015, arXiv:1510.00149): the weights of its large layers pruned, shared
// and coded, without training it again in between. How much accuracy that costs is for the caller to measure.
import { GraphError } from '../errors';
import type { Graph } from '../graph/graph';
import type { Model } from '../graph/model';
import { type CodedWeights, FILLER } from '../tensor/coded-weights';
import { codedTensor } from '../tensor/compressed-tensor';
import { LARGEST_HALF } from '../tensor/half';
import type { Shape, Tensor, TensorData } from '../tensor/tensor';
import { product } from '../util/math';
import { codeWeights, MOST_CENTROIDS } from './code-weights';
import {
  type CompressOptions,
  leastNumbers,
  precisionOf,
  settingsOf,
  type TensorSettings,
} from './compress-options';
import { type CodebookPrecision, shareWeights } from './k-means';
import { densityForEnergy, pruneByMagnitude } from './prune';

/** What became of one constant of the model. */
export interface CompressedTensor {
  readonly name: string;
  readonly shape: Shape;
  /** Numbers of the tensor. */
  readonly count: number;
  /** Those that are not zero. */
  readonly kept: number;
  /** `kept` / `count`. */
  readonly density: number;
  /** Bits that tell its codes apart, the filler's too: fewer than asked for where it has few values; 32 if not coded. */
  readonly bits: number;
  /** Codes, fillers included; 0 if not coded. */
  readonly storedCodes: number;
  /** Whether it is coded, now or before; otherwise it is as it was. */
  readonly isCoded: boolean;
}

/** A compressed model, and what became of each of its constants, in the graph's order. */
export interface CompressedModel {
  readonly model: Model;
  readonly tensors: readonly CompressedTensor[];
}

/**
 * The model with coded weights where convolutions and fully connected layers read them; all else is as it was. Tensors
 * that are coded already stay as they are unless something is asked for them.
 *
 * @throws RangeError for an option out of its range or for a tensor that cannot be compressed; GraphError for weights
 * that are not finite, or too large for the codebook's numbers.
 */
export function compressModel(model: Model, options: CompressOptions = {}): CompressedModel {
  const { graph } = model;
  const precision = precisionOf(options);
  const settings = settingsOf(options, compressible(graph, leastNumbers(options)));
  const constants = new Map(graph.constants);
  for (const [name, asked] of settings) {
    const tensor = constants.get(name);
    if (tensor) constants.set(name, compressTensor(name, tensor, asked, precision));
  }
  return {
    model: { ...model, graph: { ...graph, constants } },
    tensors: Array.from(constants, ([name, tensor]) => describe(name, tensor)),
  };
}

/** Constants that are nothing but the weights of layers: what else reads them would see other numbers. */
function compressible(graph: Graph, least: number): string[] {
  const weights = new Set<string>();
  const others = new Set(graph.outputs);
  for (const { op, inputs } of graph.nodes) {
    for (const [position, name] of inputs.entries()) {
      const isWeights = position === 1 && (op === 'conv2d' || op === 'fully-connected');
      (isWeights ? weights : others).add(name);
    }
  }
  return [...graph.constants].flatMap(([name, { dtype, shape }]) => {
    const isLarge = dtype === 'f32' && shape.length >= 2 && product(shape) >= least;
    return isLarge && weights.has(name) && !others.has(name) ? [name] : [];
  });
}

function compressTensor(
  name: string,
  tensor: Tensor,
  settings: TensorSettings,
  precision: CodebookPrecision,
): Tensor {
  const { density, energy, bits } = settings;
  const isAsked = density !== null || energy !== null || bits !== null || precision === 'float16';
  if (tensor.coded && !isAsked) return tensor;
  const { data } = tensor;
  if (!(data instanceof Float32Array)) return tensor;
  checkNumbers(name, data, precision);
  const pruned = prune(data, settings);
  const centroids = bits === null ? MOST_CENTROIDS : 2 ** bits - 1;
  const codebook = shareWeights(pruned, centroids, precision);
  return codedTensor(tensor.shape, codeWeights(pruned, codebook));
}

function prune(data: Float32Array, { density, energy }: TensorSettings): Float32Array {
  const share = energy === null ? density : densityForEnergy(data, energy);
  return share === null ? data : pruneByMagnitude(data, share);
}

function checkNumbers(name: string, data: Float32Array, precision: CodebookPrecision): void {
  const largest = precision === 'float16' ? LARGEST_HALF : Number.MAX_VALUE;
  const at = data.findIndex((weight) => !(Math.abs(weight) <= largest));
  if (at < 0) return;
  const weight = data[at] as number;
  throw new GraphError(
    Number.isFinite(weight)
      ? `Tensor "${name}" has the weight ${weight} at position ${at}, beyond what a float16 codebook holds ` +
          `(±${LARGEST_HALF}). Use one of float32.`
      : `Tensor "${name}" has the weight ${weight} at position ${at}, and only finite ones can be compressed.`,
  );
}

function describe(name: string, tensor: Tensor): CompressedTensor {
  const { shape, coded } = tensor;
  const count = product(shape);
  // The data of coded weights would be decoded only to be counted.
  const kept = coded ? codedWeights(coded) : nonZeros(tensor.data);
  return {
    name,
    shape,
    count,
    kept,
    density: count === 0 ? 0 : kept / count,
    bits: coded ? bitsOf(coded) : 32,
    storedCodes: coded ? coded.codes.length : 0,
    isCoded: coded !== undefined,
  };
}

function codedWeights({ codes, codebook }: CodedWeights): number {
  return codes.reduce((sum, code) => sum + Number(code !== FILLER && codebook[code] !== 0), 0);
}

function nonZeros(data: TensorData): number {
  let count = 0;
  for (const number of data) count += Number(number !== 0);
  return count;
}

function bitsOf({ codes }: CodedWeights): number {
  return 32 - Math.clz32(codes.reduce((most, code) => Math.max(most, code), 0));
}
