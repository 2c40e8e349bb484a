// The grid of matmul: every matrix has whole tiles of rows to itself.
import { describe, expect, it } from 'vitest';
import { ceilDiv } from '../../util/math';
import { spanWords } from '../channel-span';
import { tileOf } from '../conv/conv-call';
import { operandInside, wholeOperand } from '../kernel';
import { callOf } from '../kernels.fixtures';
import { matmul } from './matmul';

describe.each(matmul.variants)('$tile $workgroup', (variant) => {
  it('covers all rows of all matrices and all words, with no workgroup to spare', () => {
    const tile = tileOf(variant);
    for (const [matrices, rows, columns] of [
      [1, 1, 1],
      [3, 5, 9],
      [12, 64, 17],
      [2, 1, 100],
    ] as const) {
      const y = operandInside([matrices, rows, columns], 3, columns + 8);
      const inputs = [wholeOperand([matrices, rows, 6]), wholeOperand([matrices, 6, columns])];
      const { workgroups } = matmul.specialize(callOf('matmul', inputs, [y]), variant);
      const tiles = matrices * ceilDiv(rows, tile.pixels);
      const words = ceilDiv(spanWords(y.span), tile.words);
      expect(workgroups).toEqual([
        ceilDiv(tiles, variant.workgroup[0]),
        ceilDiv(words, variant.workgroup[1]),
        1,
      ]);
    }
  });
});
