// Tensors of weights that a file holds as codes. Only readers of such files and what writes them make these.
import { product } from '../util/math';
import { type CodedWeights, decodeWeights } from './coded-weights';
import { type Palette, readPalette } from './palette';
import { lazyTensor, type Shape, type Tensor } from './tensor';

/** Coded weights, decoded on the CPU when their data are asked for. */
export function codedTensor(shape: Shape, coded: CodedWeights): Tensor {
  return Object.assign(
    lazyTensor(shape, () => decodeWeights(coded, product(shape))),
    { coded },
  );
}

/** Weights with a palette, looked up when their data are asked for. */
export function paletteTensor(shape: Shape, palette: Palette): Tensor {
  return Object.assign(
    lazyTensor(shape, () => readPalette(palette)),
    { palette },
  );
}
