// The third step of a Winograd convolution on the CPU, in double precision.
import { f32Tensor, type Shape, type Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import { activator } from '../elementwise/functions';
import type { Compute, Rounding } from '../reference';
import {
  elementsOf,
  type Matrix,
  magnitudes,
  patchSide,
  transformSquare,
  transformsOf,
} from './winograd';
import type { WinogradOutputAttributes, winogradOutput } from './winograd-output';
import { forEachTile } from './winograd-tiles';

/** y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod tile, ow mod tile]), m the elements of the pixel's tile. */
export const compute: Compute<typeof winogradOutput> = ([m, b], attributes, [shape]) => [
  transformed(transformsOf(attributes).output, m, b, attributes, shape),
];

/**
 * Two sums for each side of a patch of 4×4 or three for each of one of 6×6, the bias, and the reference's own rounding: six or
 * eight half units of the magnitudes of the terms.
 */
export const rounding: Rounding<typeof winogradOutput> = ({
  attributes,
  inputs: [m, b],
  shapes: [shape],
}) => {
  const plain = { ...attributes, activation: 'none' } as const;
  const transform = magnitudes(transformsOf(plain).output);
  const terms = transformed(transform, positive(m), b && positive(b), plain, shape);
  return [{ ulps: patchSide(attributes) === 4 ? 3 : 4, of: terms.data }];
};

function positive(tensor: Tensor): Tensor {
  return { ...tensor, data: tensor.data.map(Math.abs) };
}

function transformed(
  transform: Matrix,
  m: Tensor,
  bias: Tensor | undefined,
  { size, activation, ...form }: WinogradOutputAttributes,
  shape: Shape,
): Tensor {
  const [, oh, ow] = size;
  const { tile } = form;
  const act = activator(activation);
  const k = m.shape.at(-1) ?? 0;
  const y = new Float32Array(product(shape));
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
        y[((image * oh + i) * ow + j) * k + channel] = act(sum);
      }
    }
  });
  return f32Tensor(shape, y);
}
