// Half-precision numbers (IEEE 754 binary16): one bit of sign, five of exponent, ten of fraction.

/** What a fraction, with its leading one, is multiplied by, by the exponent's bits; powers take long to compute. */
const SCALES = Float64Array.from(
  { length: 31 },
  (_, exponent) => 2 ** (Math.max(exponent, 1) - 25),
);

/** The number that 16 bits stand for. */
export function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  const leading = exponent === 0 ? 0 : 1024;
  return sign * (leading + fraction) * (SCALES[exponent] as number);
}
