// Constants in another order of axes, by hand and by going back.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { product } from '../../util/math';
import { permuted } from './permute';

it('turns a matrix', () => {
  const data = new Float32Array([1, 2, 3, 4, 5, 6]);
  expect(permuted(data, [2, 3], [1, 0])).toEqual(new Float32Array([1, 4, 2, 5, 3, 6]));
});

it('puts the channels of planes last', () => {
  // Two channels of 1×3 pixels.
  const data = new Float64Array([1, 2, 3, 10, 20, 30]);
  expect(permuted(data, [1, 2, 1, 3], [0, 2, 3, 1])).toEqual(
    new Float64Array([1, 10, 2, 20, 3, 30]),
  );
});

it('comes back by the inverse order', () => {
  const shapes = fc
    .array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
    .chain((dims) =>
      fc.record({
        dims: fc.constant(dims),
        order: fc.shuffledSubarray(
          dims.map((_, axis) => axis),
          { minLength: dims.length },
        ),
      }),
    );
  fc.assert(
    fc.property(shapes, ({ dims, order }) => {
      const data = Float32Array.from({ length: product(dims) }, (_, i) => i);
      const there = permuted(data, dims, order);
      const inverse = order.map((_, axis) => order.indexOf(axis));
      const turned = order.map((axis) => dims[axis] ?? 1);
      expect(permuted(there, turned, inverse)).toEqual(data);
    }),
  );
});
