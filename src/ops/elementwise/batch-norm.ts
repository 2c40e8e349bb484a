// Batch normalisation as inference sees it: one scale and one shift a channel. Ioffe & Szegedy 2015, arXiv:1502.03167.
import { formatShape, type Shape } from '../../tensor/tensor';
import type { Misfit } from '../misfit';
import { defineOp, f32 } from '../op';

/** y[…, c] = act(scale[c] · x[…, c] + shift[c]). */
export const batchNorm = defineOp({
  name: 'batch-norm',
  attributes: { activation: 'activation' },
  inputs: 'x scale:weight shift:weight',
  infer: ([x, ...vectors], _, misfit) => {
    checkVectors(
      x.shape,
      vectors.map(({ shape }) => shape),
      misfit,
    );
    return f32(x.shape);
  },
});

/** @throws GraphError unless scale and shift are one number a channel */
export function checkVectors(x: Shape, vectors: readonly Shape[], misfit: Misfit): void {
  const c = x.at(-1);
  if (vectors.length !== 2 || !vectors.every((shape) => shape.length === 1 && shape[0] === c)) {
    throw misfit(`needs scale and shift of ${c}, got ${vectors.map(formatShape).join(', ')}`);
  }
}
