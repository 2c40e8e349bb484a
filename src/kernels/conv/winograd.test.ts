// Grids and packing of the Winograd kernels.
import { describe, expect, it } from 'vitest';
import { elementsOf, phasesOf } from '../../ops/conv/winograd';
import { WINOGRAD_FORMS } from '../../ops/ops.fixtures';
import { evenPads } from '../../ops/window';
import { f32Tensor } from '../../tensor/tensor';
import { ceilDiv } from '../../util/math';
import { operandInside, wholeOperand } from '../kernel';
import { callOf, packedBy } from '../kernels.fixtures';
import { tileOf } from './conv-call';
import { winogradInput } from './winograd-input';
import { winogradInput6x6 } from './winograd-input-6x6';
import { winogradInputStrided } from './winograd-input-strided';
import { winogradMultiply } from './winograd-multiply';
import { winogradOutput } from './winograd-output';
import { winogradOutput6x6 } from './winograd-output-6x6';

describe.each(winogradMultiply.variants)('products with $tile $weights $workgroup', (variant) => {
  it('cover all tiles and all words of each element, with no workgroup to spare', () => {
    for (const tiles of [1, 16, 17, 49]) {
      for (const form of WINOGRAD_FORMS) {
        const { kernel } = form;
        const weights = f32Tensor([9, 3, kernel, kernel], new Float32Array(27 * kernel ** 2));
        const elements = elementsOf(form);
        const x = wholeOperand([elements, tiles, 3 * phasesOf(form)]);
        const y = operandInside([elements, tiles, 9], 3, 20);
        const call = callOf('winograd-multiply', [x], [y], form, [weights]);
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

const INPUTS = [winogradInput, winogradInput6x6, winogradInputStrided];
const OUTPUTS = [winogradOutput, winogradOutput6x6];

it.each(WINOGRAD_FORMS)(
  'the transforms of tiles of $tile under $kernel×$kernel with stride $stride have an invocation for each word of each tile',
  (form) => {
    const size = [2, 13, 9] as const;
    const [, oh, ow] = size;
    const [h, w] = [oh, ow].map((count) => (count - 1) * form.stride + form.kernel - 2);
    const tiles = 2 * ceilDiv(oh, form.tile) * ceilDiv(ow, form.tile);
    const [x, y] = [wholeOperand([2, h ?? 0, w ?? 0, 3]), wholeOperand([2, oh, ow, 10])];
    const [v, m] = [3 * phasesOf(form), 10].map((channels) =>
      wholeOperand([elementsOf(form), tiles, channels]),
    );
    if (!v || !m) throw new RangeError('There are two of them.');
    const before = callOf('winograd-input', [x], [v], { ...form, pads: evenPads(1) });
    const after = callOf('winograd-output', [m], [y], { ...form, size, activation: 'none' });
    const [input, ...otherInputs] = INPUTS.filter((kernel) => kernel.accepts(before));
    const [output, ...otherOutputs] = OUTPUTS.filter((kernel) => kernel.accepts(after));
    expect([...otherInputs, ...otherOutputs]).toEqual([]);
    const variant = { tile: '', workgroup: [64, 1], blockK: 0 } as const;
    const words = ceilDiv(3 * phasesOf(form), 4);
    expect(input?.specialize(before, variant).workgroups).toEqual([
      ceilDiv(tiles * words, 64),
      1,
      1,
    ]);
    expect(output?.specialize(after, variant).workgroups).toEqual([ceilDiv(tiles * 3, 64), 1, 1]);
  },
);

it('packs the elements of a transformed filter one after the other', () => {
  const [variant] = winogradMultiply.variants;
  const center = f32Tensor([1, 1, 3, 3], Float32Array.from([0, 0, 0, 0, 4, 0, 0, 0, 0]));
  const operand = wholeOperand([16, 1, 1]);
  const call = callOf(
    'winograd-multiply',
    [operand],
    [operand],
    { tile: 2, kernel: 3, stride: 1, pixels: 1 },
    [center],
  );
  const constants = variant ? winogradMultiply.specialize(call, variant).constants : [];
  const [packed, bias = [1]] = constants.map(({ packing }) => packedBy(packing));
  // G of a middle one is 0, 1/2, −1/2, 0; each element is a matrix with one number in its corner.
  const elements = Array.from({ length: 16 }, (_, i) => packed?.[16 * i]);
  expect(elements).toEqual([0, 0, 0, 0, 0, 1, -1, 0, 0, -1, 1, 0, 0, 0, 0, 0]);
  // The shader's bias is not the convolution's, which the output transform adds.
  expect(Array.from(bias).every((value) => value === 0)).toBe(true);
});
