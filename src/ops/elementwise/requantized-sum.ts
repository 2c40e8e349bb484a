// Sums of whole numbers of two step sizes as whole numbers of a third, in whole arithmetic.
import { formatShape } from '../../tensor/tensor';
import { defineOp, f32 } from '../op';
import { repeatsOver } from './binary';

/** Codes are less than this from their zero point, whichever it is. */
const MOST_STEPS = 255;
/** Products of codes and factors, their sum and half a unit stay below 2³¹. */
const MOST_FACTORS = (2 ** 31 - 2 ** 29) / MOST_STEPS;
/** So few bits that half a unit fits, and so many that factors can be taken in two halves of 11 bits, as floats multiply them. */
const [LEAST_SHIFT, MOST_SHIFT] = [12, 29];

/**
 * y = ⌊(a · m + b · n + 2^(shift − 1)) / 2^shift⌋ within `range`, m and n the `factors`. a and b are whole numbers of up to 255 steps;
 * what they have behind the point is cut off. b repeats as that of a plain sum does.
 */
export const requantizedSum = defineOp({
  name: 'requantized-sum',
  attributes: { factors: 'realPair', shift: 'size', range: 'realPair' },
  inputs: 'a b',
  infer: ([a, b], { factors, shift }, misfit) => {
    if (!repeatsOver(a.shape, b.shape)) {
      throw misfit(`cannot broadcast ${formatShape(b.shape)} to ${formatShape(a.shape)}`);
    }
    const sum = Math.abs(factors[0]) + Math.abs(factors[1]);
    const isShift = shift >= LEAST_SHIFT && shift <= MOST_SHIFT;
    if (!factors.every(Number.isInteger) || sum > MOST_FACTORS || !isShift) {
      throw misfit(`cannot shift ${factors.join(' and ')} by ${shift} bits`);
    }
    return f32(a.shape);
  },
});
