// Values of one run beside those of another.
import type { Tensor } from '../tensor/tensor';

/** Whether two tensors agree in every bit; NaNs too. */
export function sameTensor(a: Tensor, b: Tensor): boolean {
  return sameBits(new Uint32Array(a.data.buffer), b.data.buffer);
}

/** The largest absolute difference of two values of one shape; Infinity where only one is a number. */
export function largestDifference(a: Tensor, b: Tensor): number {
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i] ?? Number.NaN, b.data[i] ?? Number.NaN];
    if (Object.is(x, y)) continue;
    const difference = Math.abs(x - y);
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return largest;
}

function sameBits(a: Uint32Array, bytes: ArrayBuffer): boolean {
  const b = new Uint32Array(bytes);
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
