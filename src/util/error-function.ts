// The error function in double precision.

/** Beyond this it is ±1 in double precision. */
const REACH = 6;

/**
 * 2/√π · ∫ exp(−t²) dt from 0 to x, by a series whose terms have one sign:
 * 2/√π · exp(−x²) · Σ 2ⁿ · x²ⁿ⁺¹ / (1 · 3 ⋯ (2n + 1)).
 */
export function errorFunction(x: number): number {
  if (!(Math.abs(x) < REACH)) return Math.sign(x);
  let [sum, term] = [0, x];
  for (let n = 1; sum + term !== sum; n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
