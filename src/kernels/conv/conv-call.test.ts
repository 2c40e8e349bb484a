// Grids, tiles and names of the convolution kernels.
import { describe, expect, it } from 'vitest';
import { type Activation, RELU6 } from '../../ops/elementwise/functions';
import { convAttributes } from '../../ops/ops.fixtures';
import { evenPads } from '../../ops/window';
import { zeros } from '../../tensor/tensor';
import { spanWords } from '../channel-span';
import { type Call, operandInside, wholeOperand } from '../kernel';
import { callOf } from '../kernels.fixtures';
import {
  packConvConstants,
  REGISTER_VARIANTS,
  TILED_VARIANTS,
  tileGrid,
  tileOf,
} from './conv-call';
import { conv2dDirect } from './conv2d-direct';

const VARIANTS = [...REGISTER_VARIANTS, ...TILED_VARIANTS];

/** A convolution of 8 channels to k channels that start at channel `first` of a larger buffer. */
function convCall(k: number, size = 15, first = 0, given = {}): Call<'conv2d'> {
  const x = wholeOperand([1, size, size, 8]);
  const y = operandInside([1, size, size, k], first, first + k + 1);
  const constants = [zeros([k, 8, 1, 1]), zeros([k])];
  return callOf('conv2d', [x], [y], convAttributes(given), constants) as Call<'conv2d'>;
}

describe('tileGrid', () => {
  it.each(VARIANTS)(
    'covers all pixels and words, with no workgroup to spare: $tile $weights $workgroup',
    (variant) => {
      const { pixels, words } = tileOf(variant);
      for (const k of [1, 3, 4, 7, 16, 64, 100]) {
        for (const size of [1, 7, 13, 55]) {
          const call = convCall(k, size, 2);
          const need = [size * size, spanWords(call.outputs[0]?.span ?? never())] as const;
          const each = [pixels * variant.workgroup[0], words * variant.workgroup[1]] as const;
          const grid = tileGrid(call, variant);
          for (const axis of [0, 1] as const) {
            expect(grid[axis] * each[axis]).toBeGreaterThanOrEqual(need[axis]);
            expect((grid[axis] - 1) * each[axis]).toBeLessThan(need[axis]);
          }
        }
      }
    },
  );

  it.each(VARIANTS)(
    'reads no weights or biases behind the packed ones: $tile $weights $workgroup',
    (variant) => {
      const { words } = tileOf(variant);
      for (const k of [1, 5, 17, 64]) {
        const call = convCall(k, 15, 3);
        const rows = tileGrid(call, variant)[1] * variant.workgroup[1] * words;
        const [weights, bias] = packConvConstants(call, variant);
        expect(weights?.length).toBeGreaterThanOrEqual(rows * 2 * 16);
        expect(bias?.length).toBeGreaterThanOrEqual(rows * 4);
      }
    },
  );
});

describe('variants whose invocations pass weights on', () => {
  const quads = REGISTER_VARIANTS.filter(({ weights }) => weights === 'quad');

  it('are in workgroups where any four need the same weights', () => {
    expect(quads.length).toBeGreaterThan(0);
    for (const { workgroup } of quads) {
      expect(workgroup[1]).toBe(1);
      expect(workgroup[0] % 4).toBe(0);
    }
  });

  it('have names and shader text of their own', () => {
    for (const quad of quads) {
      const { id, code } = conv2dDirect.specialize(convCall(4), quad);
      const alone = conv2dDirect.specialize(convCall(4), { ...quad, weights: 'each' });
      expect(id).not.toBe(alone.id);
      expect(code).toContain('quadBroadcast');
      expect(code).toMatch(/^enable subgroups;/);
      expect(alone.code).not.toContain('subgroup');
    }
  });
});

describe('tileOf', () => {
  it('tells pixels and words', () => {
    expect(tileOf({ tile: '8x4', workgroup: [16, 1], blockK: 0 })).toEqual({ pixels: 8, words: 4 });
  });

  it.each(['', '8', '8x', 'axb', '8x4x2'])('refuses "%s"', (tile) => {
    expect(() => tileOf({ tile, workgroup: [16, 1], blockK: 0 })).toThrow(RangeError);
  });
});

describe('packConvConstants', () => {
  it('refuses a convolution without weights', () => {
    const call = { ...convCall(4), constants: [] };
    expect(() => packConvConstants(call, VARIANTS[0] ?? never())).toThrow(RangeError);
    expect(() => packConvConstants(call, VARIANTS[0] ?? never())).toThrow(/without weights/);
  });
});

describe('names of specialised variants', () => {
  const idOf = (call: Call) => conv2dDirect.specialize(call, REGISTER_VARIANTS[3] ?? never()).id;

  it('tell window, epilogue, tile and workgroup', () => {
    const given = { kernel: [3, 3], strides: [2, 2], activation: 'relu' };
    expect(idOf(convCall(4, 15, 3, given))).toBe(
      'conv2d-direct__f32_nhwc4_k3_s2_unaligned_t8x2_wg16',
    );
  });

  it('tell heights and widths that differ, and dilation where there is any', () => {
    const given = { kernel: [1, 3], strides: [1, 2], dilations: [1, 2] };
    expect(idOf(convCall(4, 15, 0, given))).toContain('_k1x3_s1x2_d1x2_');
  });

  it('do not tell rectifiers and bounds, which are in the params, but all other activations', () => {
    const withActivation = (activation: Activation) => idOf(convCall(4, 15, 0, { activation }));
    for (const activation of ['relu', RELU6, { clamp: [-1, 1] }] as const) {
      expect(withActivation(activation)).toBe(withActivation('none'));
    }
    expect(withActivation('silu')).toContain('_silu_');
    expect(withActivation({ leakyRelu: 0.1 })).toContain('_leaky-relu_');
  });

  it('do not tell the padding, which is in the params', () => {
    expect(idOf(convCall(4, 15, 0, { pads: evenPads(1) }))).toBe(idOf(convCall(4)));
  });
});

function never(): never {
  throw new Error('A sample is missing.');
}
