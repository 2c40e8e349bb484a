// Where an architecture gets its weights: a function from a layer's name and shape to numbers.

import type { Shape, Tensor } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';

/** Gives the weight tensor `name`, or its numbers, as many as `shape` has elements. */
export type WeightProvider = (name: string, shape: Shape) => Float32Array<ArrayBuffer> | Tensor;

/**
 * Random weights, the same for the same seed, layer and shape: zero mean and the variance 2 / fan-in that keeps
 * activations of rectified networks in range (He et al. 2015, arXiv:1502.01852). Vectors (biases, shifts) are small, but
 * for those named `<layer>.scale`, which are within a quarter of 1.
 */
export function seededWeights(seed = 1): (name: string, shape: Shape) => Float32Array<ArrayBuffer> {
  return (name, shape) => {
    const random = seededRandom(seed ^ hash(name));
    const fanIn = shape.length > 1 ? product(shape.slice(1)) : 100 * (shape[0] ?? 1);
    const isScale = name.endsWith('.scale');
    const [centre, limit] = isScale ? [1, 0.25] : [0, Math.sqrt(6 / fanIn)];
    // A plain loop: Float32Array.from takes several times as long for AlexNet's 61 million.
    const weights = new Float32Array(product(shape));
    for (let i = 0; i < weights.length; i++) weights[i] = centre + (2 * random() - 1) * limit;
    return weights;
  };
}

/**
 * Zeros that all tensors share: memory for the largest tensor instead of for all of them. Enough to build a
 * network for its shapes and costs; nobody may write to such weights.
 */
export function sharedZeros(): (name: string, shape: Shape) => Float32Array<ArrayBuffer> {
  let zeros = new Float32Array(0);
  return (_, shape) => {
    const count = product(shape);
    if (count > zeros.length) zeros = new Float32Array(count);
    return zeros.subarray(0, count);
  };
}

/** FNV-1a, so that every layer gets a sequence of its own. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
