// Which kernel and variant a call gets on which kind of adapter.
import { describe, expect, it } from 'vitest';
import { type Conv2dAttributes, NO_PADS } from '../ir/ops';
import { type Call, wholeOperand } from '../kernels/kernel';
import { zeros } from '../tensor/tensor';
import type { AdapterKind } from './plan';
import { selectKernel } from './select-kernel';

function convCall(size: number, k: number, given: Partial<Conv2dAttributes> = {}): Call {
  const attributes: Conv2dAttributes = {
    kernel: [1, 1],
    strides: [1, 1],
    pads: NO_PADS,
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  };
  const constants = [zeros([k, 8 / attributes.groups, ...attributes.kernel])];
  const x = wholeOperand([1, size, size, 8]);
  return {
    op: 'conv2d',
    attributes,
    inputs: [x],
    outputs: [wholeOperand([1, size, size, k])],
    constants,
  };
}

function chosen(call: Call, adapter: AdapterKind): string | undefined {
  return selectKernel(call, adapter)?.kernel.shader.stem;
}

describe('selectKernel', () => {
  it('takes the kernel of first layers for up to three channels', () => {
    const picture = { ...convCall(8, 8, { kernel: [3, 3] }), inputs: [wholeOperand([1, 8, 8, 3])] };
    const call = { ...picture, constants: [zeros([8, 3, 3, 3])] };
    expect(chosen(call, 'software')).toBe('conv2d-direct-c3');
  });

  it('prefers the pointwise kernel where it fits', () => {
    expect(chosen(convCall(8, 8), 'software')).toBe('conv2d-pointwise');
    expect(chosen(convCall(8, 8, { kernel: [3, 3] }), 'software')).toBe('conv2d-direct');
  });

  it('stages in workgroup memory on hardware from 1024 pixels on', () => {
    expect(chosen(convCall(32, 8), 'hardware')).toBe('conv2d-pointwise-tiled');
    expect(chosen(convCall(31, 8), 'hardware')).toBe('conv2d-pointwise');
    expect(chosen(convCall(32, 8, { kernel: [3, 3] }), 'hardware')).toBe('conv2d-tiled');
  });

  it('never stages on software, where barriers cost more than they save', () => {
    expect(chosen(convCall(111, 8), 'software')).toBe('conv2d-pointwise');
  });

  it('takes wide workgroups on software and square ones on hardware', () => {
    expect(selectKernel(convCall(8, 64), 'software')?.variant.workgroup).toEqual([16, 1]);
    expect(selectKernel(convCall(8, 64), 'hardware')?.variant.workgroup).toEqual([8, 8]);
  });

  it('takes no tile that would mostly compute padding', () => {
    const tileFor = (size: number, k: number, adapter: AdapterKind) =>
      selectKernel(convCall(size, k), adapter)?.variant.tile;
    expect(tileFor(8, 64, 'software')).toBe('16x4');
    // 25 pixels leave less of 32 idle than of 64: a CPU computes four tiles at once.
    expect(tileFor(5, 64, 'software')).toBe('8x4');
    expect(tileFor(8, 64, 'hardware')).not.toBe('16x4');
    expect(selectKernel(convCall(8, 4), 'software')?.variant.tile).toBe('8x1');
    expect(selectKernel(convCall(8, 8), 'software')?.variant.tile).toBe('8x2');
  });

  it('lets no invocation wait for another on software', () => {
    const [map, vector] = [wholeOperand([1, 7, 7, 64]), wholeOperand([1, 64])];
    const mean: Call = {
      op: 'global-average-pool',
      attributes: {},
      inputs: [map],
      outputs: [vector],
      constants: [],
    };
    expect(selectKernel(mean, 'software')?.variant.barriers).toBeUndefined();
    expect(selectKernel(mean, 'hardware')?.variant.barriers).toBe(true);
  });

  it('finds none for what no kernel accepts', () => {
    expect(selectKernel({ ...convCall(8, 8), constants: [] }, 'hardware')).toBeNull();
  });

  it('counts the tiles of each matrix of a Winograd convolution by themselves', () => {
    const product = (tiles: number) =>
      selectKernel(
        {
          op: 'winograd-multiply',
          attributes: { pixels: tiles },
          inputs: [wholeOperand([16, tiles, 8])],
          outputs: [wholeOperand([16, tiles, 64])],
          constants: [zeros([64, 8, 3, 3])],
        },
        'software',
      )?.variant.tile;
    expect(product(16)).toBe('16x4');
    // 16 matrices of 4 rows would fill a quarter of such tiles.
    expect(product(4)).toBe('4x2');
  });
});
