// The first step of a Winograd convolution on the CPU, in double precision. The three steps are not the reference of conv2d,
// which is straight from its own formula, but of the kernels that compute them.
import { f32Tensor, type Shape, type Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import type { Compute, Rounding } from '../reference';
import {
  elementsOf,
  type Matrix,
  magnitudes,
  patchSide,
  phasesOf,
  transformSquare,
  transformsOf,
  windowsOf,
} from './winograd';
import type { WinogradInputAttributes, winogradInput } from './winograd-input';
import { forEachTile } from './winograd-tiles';

/** y[ξ, tile, phase · c + channel] = (Bᵀ d B)[ξ] of the tile's patch of x; pixels outside x are zero. */
export const compute: Compute<typeof winogradInput> = ([x], attributes, [shape]) => [
  transformed(transformsOf(attributes).input, x, attributes, shape),
];

/**
 * One sum for each side of a patch of 4×4 or two for each of one of 6×6, and the reference's own rounding, half a unit each:
 * what shaders multiply by are powers of two, and exact. Counted at the magnitudes of the terms, of both transforms: those of x
 * alone would not do, since the transforms subtract.
 */
export const rounding: Rounding<typeof winogradInput> = ({
  attributes,
  inputs: [x],
  shapes: [shape],
}) => {
  const transform = magnitudes(transformsOf(attributes).input);
  const positive = { ...x, data: x.data.map(Math.abs) };
  return [
    {
      ulps: patchSide(attributes) === 4 ? 1.5 : 2.5,
      of: transformed(transform, positive, attributes, shape).data,
    },
  ];
};

function transformed(
  transform: Matrix,
  x: Tensor,
  { pads, ...form }: WinogradInputAttributes,
  shape: Shape,
): Tensor {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const y = new Float32Array(product(shape));
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
  return f32Tensor(shape, y);
}
