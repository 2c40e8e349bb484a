// Scales and shifts of a prologue in the words of x, and what is bound where there is none.
import { describe, expect, it } from 'vitest';
import { convAttributes } from '../../ops/ops.fixtures';
import { f32Tensor, zeros } from '../../tensor/tensor';
import { operandInside, wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { packPointwiseConstants, prologueTraits } from './conv-prologue';

const variant = { tile: '4x1', workgroup: [16, 1], blockK: 0 } as const;
const y = wholeOperand([1, 2, 2, 4]);

function pointwise(first: number, bufferChannels: number, prologue: boolean) {
  const x = operandInside([1, 2, 2, 3], first, bufferChannels);
  const vectors = [
    f32Tensor([3], Float32Array.of(2, 3, 4)),
    f32Tensor([3], Float32Array.of(-1, -2, -3)),
  ];
  const constants = [zeros([4, 3, 1, 1]), zeros([4]), ...(prologue ? vectors : [])];
  const attributes = convAttributes(prologue ? { prologue: 'relu' } : {});
  const call = callOf('conv2d', [x], [y], attributes, constants);
  return call as Parameters<typeof packPointwiseConstants>[0];
}

describe('packPointwiseConstants', () => {
  it('gives scales, then shifts, zero in lanes that are not channels', () => {
    const [, , packed] = packPointwiseConstants(pointwise(0, 3, true), variant);
    expect([...(packed ? packedBy(packed) : [])]).toEqual([2, 3, 4, 0, -1, -2, -3, 0]);
  });

  it('keeps the lanes of a span that starts inside a word', () => {
    const [, , packed] = packPointwiseConstants(pointwise(6, 12, true), variant);
    expect([...(packed ? packedBy(packed) : [])]).toEqual([
      0, 0, 2, 3, 4, 0, 0, 0, 0, 0, -1, -2, -3, 0, 0, 0,
    ]);
  });

  it('is the same packing wherever there is no prologue', () => {
    const [, , one] = packPointwiseConstants(pointwise(0, 3, false), variant);
    const [, , other] = packPointwiseConstants(pointwise(6, 12, false), variant);
    expect(one).toBe(other);
    expect([...(one ? packedBy(one) : [])]).toEqual([0, 0, 0, 0]);
  });
});

describe('prologueTraits', () => {
  it('names batch normalisation with and without a rectifier', () => {
    expect(prologueTraits(pointwise(0, 3, true))).toEqual(['bnrelu']);
    expect(prologueTraits(pointwise(0, 3, false))).toEqual([]);
    const plain = callOf('conv2d', [y], [y], convAttributes({ prologue: 'none' }));
    expect(prologueTraits(plain as Parameters<typeof prologueTraits>[0])).toEqual(['bn']);
  });
});
