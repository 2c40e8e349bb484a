// The arithmetic of shaders/as-strided.wgsl in TypeScript, from the bytes of its params, held against the access.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainsOf, composed, placesOf } from '../../ops/strided.fixtures';
import { product } from '../../util/math';
import { asStrided as shader } from '../further-shaders.gen';
import { type Call, wholeOperand } from '../kernel';
import { callOf } from '../kernels.fixtures';
import { paramsLayout } from '../params';
import { asStrided } from './as-strided';

const [variant = { tile: '', workgroup: [1, 1], blockK: 0 } as const] = asStrided.variants;

/** `sources_of` of the shader, for every number of y. */
function sourcesOf(call: Call, count: number): number[] {
  const { params, overrides } = asStrided.specialize(call, variant);
  const view = new DataView(params);
  const offsetOf = (field: string) => paramsLayout(shader).fields.get(field)?.offset ?? Number.NaN;
  const rank = overrides.RANK ?? 0;
  const sizeOf = (axis: number) =>
    view.getUint32(offsetOf(axis < 4 ? 'sizes_low' : 'sizes_high') + 4 * (axis % 4), true);
  const strideOf = (axis: number) =>
    view.getInt32(offsetOf(axis < 4 ? 'strides_low' : 'strides_high') + 4 * (axis % 4), true);
  return Array.from({ length: count }, (_, i) => {
    let rest = i;
    let source = view.getInt32(offsetOf('offset'), true);
    for (let axis = 0; axis < rank - 1; axis++) {
      source += (rest % sizeOf(axis)) * strideOf(axis);
      rest = Math.floor(rest / sizeOf(axis));
    }
    return source + rest * strideOf(rank - 1);
  });
}

describe('the params of as-strided', () => {
  it('lead to the numbers that the access reads', () => {
    fc.assert(
      fc.property(chainsOf('transpose', 'slice', 'split', 'merge'), (chain) => {
        const access = composed(chain);
        fc.pre(access !== null);
        const places = placesOf(access);
        const attributes = { shape: [places.length], ...access };
        const [x, y] = [wholeOperand(chain.shape), wholeOperand(attributes.shape)];
        const call = callOf('as-strided', [x], [y], attributes);
        expect(sourcesOf(call, places.length)).toEqual(places);
      }),
    );
  });

  it('hold eight axes, innermost first, and leave as many to the shader as are needed', () => {
    const sizes = [2, 3, 2, 3, 2, 3, 2, 3];
    const strides = [1, -1, 2, 0, 1, 3, -1, 1];
    const attributes = { shape: [product(sizes)], offset: 10, sizes, strides };
    const call = callOf(
      'as-strided',
      [wholeOperand([64])],
      [wholeOperand(attributes.shape)],
      attributes,
    );
    expect(asStrided.specialize(call, variant).overrides).toMatchObject({ RANK: 8 });
    expect(sourcesOf(call, product(sizes))).toEqual(placesOf(attributes));
    const reshape = callOf('reshape', [wholeOperand([2, 6])], [wholeOperand([3, 4])], {
      shape: [3, 4],
    });
    expect(asStrided.specialize(reshape, variant).overrides).toMatchObject({ RANK: 1 });
  });
});
