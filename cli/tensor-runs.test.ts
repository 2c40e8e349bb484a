// Shapes are compared before anything is computed, so that no axis order passes for another.
import { describe, expect, it } from 'vitest';
import { InputFileError } from './failures';
import { checkInputShape } from './tensor-runs';

const input = { name: 'data', shape: [1, 3, 227, 227] };
const tensorOf = (shape: readonly number[]) => ({ shape, data: new Float32Array(0) });

describe('checkInputShape', () => {
  it('takes any batch size', () => {
    for (const batch of [1, 2, 17]) {
      checkInputShape('x.npy', tensorOf([batch, 3, 227, 227]), input);
    }
  });

  it.each([[[1, 227, 227, 3]], [[3, 227, 227]], [[0, 3, 227, 227]], [[]]])(
    'refuses %j with got and want',
    (shape) => {
      const check = () => checkInputShape('x.npy', tensorOf(shape), input);
      expect(check).toThrow(InputFileError);
      expect(check).toThrow(
        `"x.npy" has shape [${shape.join(', ')}]; input "data" wants [n, 3, 227, 227].`,
      );
    },
  );
});
