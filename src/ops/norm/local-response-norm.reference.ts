// Local response normalisation across channels. Krizhevsky et al. 2012 (AlexNet), section 3.3, in ONNX's terms.
import { channelsOf, f32Tensor } from '../../tensor/tensor';
import type { Compute, Rounding } from '../reference';
import type { localResponseNorm } from './local-response-norm';

/**
 * y[…, c] = x[…, c] · (bias + alpha / size · Σ x[…, j]²)^−beta, j from c − ⌊(size−1)/2⌋ to c + ⌈(size−1)/2⌉ where
 * there are such channels.
 */
export const compute: Compute<typeof localResponseNorm> = ([x], { size, alpha, beta, bias }) => {
  const channels = channelsOf(x.shape);
  const y = Float32Array.from(x.data, (value, i) => {
    const channel = i % channels;
    const pixel = i - channel;
    const first = Math.max(channel - Math.floor((size - 1) / 2), 0);
    const last = Math.min(channel + Math.ceil((size - 1) / 2), channels - 1);
    let squares = 0;
    for (let j = first; j <= last; j++) squares += (x.data[pixel + j] as number) ** 2;
    return value * (bias + (alpha / size) * squares) ** -beta;
  });
  return [f32Tensor(x.shape, y)];
};

/** A product with s^−β = exp2(−β · log2 s), by WGSL's accuracy of log2 and exp2. */
export const rounding: Rounding<typeof localResponseNorm> = ({
  attributes: { size, alpha, beta, bias },
  inputs: [x],
  expected,
  format: { ulp, logError, smallestNormal },
}) => {
  let largest = 0;
  for (const value of x.data) largest = Math.max(largest, Math.abs(value));
  const largestExponent = beta * Math.log2(bias + alpha * largest ** 2);
  const exponentError = beta * (logError + (size + 4) * ulp) + largestExponent * ulp;
  const error = Math.LN2 * exponentError + (3 + 2 * largestExponent + 2) * ulp;
  const ulps = error / ulp;
  return [
    { errors: Float64Array.from(expected, (y) => Math.abs(y) * ulps * ulp + smallestNormal) },
  ];
};
