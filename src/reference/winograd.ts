// Winograd convolution on the CPU: its three ops, each in double precision. They are not the reference
// of conv2d, which is straight from its own formula, but of the kernels that compute these steps.
import type { AnyNode } from '../ir/graph';
import { activate, type WinogradInputAttributes, type WinogradOutputAttributes } from '../ir/ops';
import {
  elementsOf,
  type Matrix,
  magnitudes,
  patchSide,
  phasesOf,
  phaseWeights,
  tilesOf,
  transformSquare,
  transformsOf,
  type WinogradForm,
  type WinogradTile,
  windowsOf,
} from '../ir/winograd';
import { f32Tensor, type Shape, type Tensor, zeros } from '../tensor/tensor';
import { product } from '../util/math';
import { oneTap, type Summation, sumInDouble } from './sum-of-products';

/** y[ξ, tile, phase · c + channel] = (Bᵀ d B)[ξ] of the tile's patch of x; pixels outside x are zero. */
export function winogradInput(
  inputs: readonly Tensor[],
  attributes: WinogradInputAttributes,
  outputShapes: readonly Shape[],
): Tensor[] {
  return inputBy(transformsOf(attributes).input, inputs, attributes, outputShapes);
}

function inputBy(
  transform: Matrix,
  [x = zeros([0])]: readonly Tensor[],
  { pads, ...form }: WinogradInputAttributes,
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const y = new Float32Array(product(outputShape));
  const size = [n, ...windowsOf([h, w], pads, form)] as const;
  const side = patchSide(form);
  const { stride } = form;
  const channels = phasesOf(form) * c;
  forEachTile(size, form.tile, (index, tiles, image, row, column) => {
    for (let channel = 0; channel < channels; channel++) {
      const phase = Math.floor(channel / c);
      const top = row * stride - pads.top + Math.floor(phase / stride);
      const left = column * stride - pads.left + (phase % stride);
      const patch = Array.from({ length: elementsOf(form) }, (_, at) => {
        const ih = top + stride * Math.floor(at / side);
        const iw = left + stride * (at % side);
        const isInside = ih >= 0 && ih < h && iw >= 0 && iw < w;
        return isInside ? (x.data[((image * h + ih) * w + iw) * c + (channel % c)] as number) : 0;
      });
      for (const [element, value] of transformSquare(transform, patch).entries()) {
        y[(element * tiles + index) * channels + channel] = value;
      }
    }
  });
  return [f32Tensor(outputShape, y)];
}

/** y[ξ, tile, k] = Σ_c u[ξ] · v[ξ, tile, c], u = G w[k, c] Gᵀ, rounded to float32 as kernels have it. */
export function winogradMultiply(
  [v = zeros([0]), weights = zeros([0])]: readonly Tensor[],
  form: WinogradForm,
  [outputShape = []]: readonly Shape[],
  sum: Summation = sumInDouble,
): Tensor[] {
  const [, tiles = 0, k = 0] = outputShape;
  const { shape, data } = phaseWeights(weights, form);
  const [, c = 0, taps = 0] = shape;
  const { weights: transform, denominator } = transformsOf(form);
  const filters = Array.from({ length: k * c }, (_, filter) => {
    const window = Array.from(data.subarray(filter * taps ** 2, (filter + 1) * taps ** 2));
    return transformSquare(transform, window).map((element) => element / denominator ** 2);
  });
  const u = new Float32Array(elementsOf(form) * k * c);
  for (const [filter, elements] of filters.entries()) {
    for (const [element, value] of elements.entries()) u[element * k * c + filter] = value;
  }
  const terms = oneTap(v.data, u, c);
  const y = new Float32Array(product(outputShape));
  for (let row = 0; row < elementsOf(form) * tiles; row++) {
    terms.xFrom = row * c;
    for (let channel = 0; channel < k; channel++) {
      terms.wFrom = (Math.floor(row / tiles) * k + channel) * c;
      y[row * k + channel] = sum(0, terms, 1);
    }
  }
  return [f32Tensor(outputShape, y)];
}

/** y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod tile, ow mod tile]), m the elements of the pixel's tile. */
export function winogradOutput(
  inputs: readonly Tensor[],
  attributes: WinogradOutputAttributes,
  outputShapes: readonly Shape[],
): Tensor[] {
  return outputBy(transformsOf(attributes).output, inputs, attributes, outputShapes);
}

function outputBy(
  transform: Matrix,
  [m = zeros([0]), bias]: readonly Tensor[],
  { size, activation, ...form }: WinogradOutputAttributes,
  [outputShape = []]: readonly Shape[],
): Tensor[] {
  const [, oh, ow] = size;
  const { tile } = form;
  const k = m.shape.at(-1) ?? 0;
  const y = new Float32Array(product(outputShape));
  forEachTile(size, tile, (index, tiles, image, row, column) => {
    for (let channel = 0; channel < k; channel++) {
      const elements = Array.from(
        { length: elementsOf(form) },
        (_, element) => m.data[(element * tiles + index) * k + channel] as number,
      );
      for (const [at, value] of transformSquare(transform, elements).entries()) {
        const [i, j] = [row + Math.floor(at / tile), column + (at % tile)];
        if (i >= oh || j >= ow) continue;
        const sum = (bias?.data[channel] ?? 0) + value;
        y[((image * oh + i) * ow + j) * k + channel] = activate(sum, activation);
      }
    }
  });
  return [f32Tensor(outputShape, y)];
}

/**
 * The sum of the magnitudes of every element's terms, of both transforms. Magnitudes of the inputs alone would not do: the
 * transforms subtract. Null for other ops.
 */
export function winogradMagnitudes(
  node: AnyNode,
  inputs: readonly Tensor[],
  shapes: readonly Shape[],
): Tensor | null {
  const positive = inputs.map((tensor) => ({ ...tensor, data: tensor.data.map(Math.abs) }));
  switch (node.op) {
    case 'winograd-input': {
      const transform = magnitudes(transformsOf(node.attributes).input);
      return first(inputBy(transform, positive, node.attributes, shapes));
    }
    case 'winograd-output': {
      const plain = { ...node.attributes, activation: 'none' } as const;
      return first(outputBy(magnitudes(transformsOf(plain).output), positive, plain, shapes));
    }
    default:
      return null;
  }
}

function first([tensor]: readonly Tensor[]): Tensor | null {
  return tensor ?? null;
}

/** Visits every tile with its number, how many there are, and the image and first pixel of y that it is for. */
function forEachTile(
  [n, oh, ow]: readonly [number, number, number],
  tile: WinogradTile,
  visit: (index: number, tiles: number, image: number, row: number, column: number) => void,
): void {
  const [rows, columns] = tilesOf([oh, ow], tile);
  const tiles = n * rows * columns;
  for (let index = 0; index < tiles; index++) {
    const row = Math.floor(index / columns);
    const image = Math.floor(row / rows);
    visit(index, tiles, image, tile * (row % rows), tile * (index % columns));
  }
}
