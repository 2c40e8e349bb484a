// Winograd convolution, third step: y from the products.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';
import type { Attributes } from '../schema';
import { checkBias } from './conv2d';
import { tilesOf } from './winograd';
import { transformedSize, WINOGRAD_FORM } from './winograd-form';

/** y[n, oh, ow, k] = act(b[k] + (Aᵀ m A)[oh mod tile, ow mod tile]) of the pixel's tile. */
export const winogradOutput = defineOp({
  name: 'winograd-output',
  attributes: {
    ...WINOGRAD_FORM,
    /** Images, height and width of y; what tiles have more is dropped. */
    size: 'sizeTriple',
    activation: 'activation',
  },
  inputs: 'm b?:weight',
  isLowered: true,
  infer: ([m, b], { size, ...form }, misfit) => {
    const [tiles, k] = transformedSize(m.shape, form, misfit);
    const [n, oh, ow] = size;
    const [rows, columns] = tilesOf([oh, ow], form.tile);
    if (!size.every(Number.isInteger) || tiles !== n * rows * columns) {
      throw misfit(`cannot give ${formatShape(size)} pixels from ${tiles} tiles`);
    }
    if (b) checkBias(b.shape, k, misfit);
    return f32([n, oh, ow, k]);
  },
});

/** What the step is told. */
export type WinogradOutputAttributes = Attributes<typeof winogradOutput.attributes>;
