// Grids and packing of the Winograd kernels.
import { describe, expect, it } from 'vitest';
import { evenPads } from '../ir/ops';
import { elementsOf, WINOGRAD_TILES } from '../ir/winograd';
import { f32Tensor } from '../tensor/tensor';
import { ceilDiv } from '../util/math';
import { tileOf } from './conv-call';
import { operandInside, wholeOperand } from './kernel';
import { callOf } from './kernels.fixtures';
import { winogradInput4x4 } from './rare/winograd-input-4x4';
import { winogradOutput4x4 } from './rare/winograd-output-4x4';
import { winogradInput } from './winograd-input';
import { winogradMultiply } from './winograd-multiply';
import { winogradOutput } from './winograd-output';

describe.each(winogradMultiply.variants)('products with $tile $weights $workgroup', (variant) => {
  it('cover all tiles and all words of each element, with no workgroup to spare', () => {
    const weights = f32Tensor([9, 3, 3, 3], new Float32Array(243));
    for (const tiles of [1, 16, 17, 49]) {
      for (const tile of WINOGRAD_TILES) {
        const elements = elementsOf(tile);
        const x = wholeOperand([elements, tiles, 3]);
        const y = operandInside([elements, tiles, 9], 3, 20);
        const call = callOf('winograd-multiply', [x], [y], { tile }, [weights]);
        const { pixels, words } = tileOf(variant);
        // Channels 3 … 11 of the buffer lie in three words.
        expect(winogradMultiply.specialize(call, variant).workgroups).toEqual([
          ceilDiv(ceilDiv(tiles, pixels), variant.workgroup[0]),
          ceilDiv(ceilDiv(3, words), variant.workgroup[1]),
          elements,
        ]);
      }
    }
  });
});

it.each([
  { tile: 2, tiles: 70, input: winogradInput, output: winogradOutput },
  { tile: 4, tiles: 24, input: winogradInput4x4, output: winogradOutput4x4 },
] as const)(
  'the transforms of $tile×$tile have an invocation for each word of each tile',
  (each) => {
    const { tile, tiles, input, output } = each;
    const [variant = { tile: '', workgroup: [64, 1], blockK: 0 } as const] = input.variants;
    const [map, patches] = [
      wholeOperand([2, 13, 9, 10]),
      wholeOperand([elementsOf(tile), tiles, 10]),
    ];
    const before = callOf('winograd-input', [map], [patches], { tile, pads: evenPads(1) });
    const after = callOf('winograd-output', [patches], [map], {
      tile,
      size: [2, 13, 9],
      activation: 'none',
    });
    for (const [kernel, call] of [
      [input, before],
      [output, after],
    ] as const) {
      expect(kernel.accepts(call)).toBe(true);
      const other = { ...call.attributes, tile: 6 - tile } as typeof call.attributes;
      expect(kernel.accepts({ ...call, attributes: other })).toBe(false);
      expect(kernel.specialize(call, variant).workgroups).toEqual([ceilDiv(tiles * 3, 64), 1, 1]);
    }
  },
);

it('packs the elements of a transformed filter one after the other', () => {
  const [variant] = winogradMultiply.variants;
  const center = f32Tensor([1, 1, 3, 3], Float32Array.from([0, 0, 0, 0, 4, 0, 0, 0, 0]));
  const operand = wholeOperand([16, 1, 1]);
  const call = callOf('winograd-multiply', [operand], [operand], { tile: 2, pixels: 1 }, [center]);
  const constants = variant ? winogradMultiply.specialize(call, variant).constants : [];
  const [packed, bias = [1]] = constants.map(({ pack }) => pack());
  // G of a middle one is 0, 1/2, −1/2, 0; each element is a matrix with one number in its corner.
  const elements = Array.from({ length: 16 }, (_, i) => packed?.[16 * i]);
  expect(elements).toEqual([0, 0, 0, 0, 0, 1, -1, 0, 0, -1, 1, 0, 0, 0, 0, 0]);
  // The shader's bias is not the convolution's, which the output transform adds.
  expect(Array.from(bias).every((value) => value === 0)).toBe(true);
});
