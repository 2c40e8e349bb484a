// Pruning: only the largest weights stay (Han et al. 2015, arXiv:1510.00149, section 2), here without training the
// network again afterwards. How many may go without much harm differs from layer to layer.

/**
 * The `density` · n largest magnitudes of n weights, zeros in the place of the others. Their number is rounded, and at
 * least one; of equal magnitudes the first stay.
 *
 * @param data Finite numbers.
 * @param density Share of the weights that stay, above 0 and up to 1.
 * @throws RangeError for another density.
 */
export function pruneByMagnitude(data: Float32Array, density: number): Float32Array<ArrayBuffer> {
  checkShare('A density', density);
  const count = data.length;
  const pruned = new Float32Array(count);
  if (count === 0) return pruned;
  const kept = Math.max(Math.round(density * count), 1);
  const magnitudes = ascendingMagnitudes(data);
  const least = magnitudes[count - kept] as number;
  let ties = kept - magnitudes.reduce((sum, magnitude) => sum + Number(magnitude > least), 0);
  for (let i = 0; i < count; i++) {
    const weight = data[i] as number;
    const magnitude = Math.abs(weight);
    if (magnitude > least || (magnitude === least && ties-- > 0)) pruned[i] = weight;
  }
  return pruned;
}

/**
 * The smallest density at which the weights that stay have `share` of the sum of all squares: layers with few large
 * weights get a small one. For `pruneByMagnitude`, so never below one weight; 1 for no weights at all.
 *
 * @param data Finite numbers.
 * @param share Above 0 and up to 1; 1 drops nothing but zeros.
 * @throws RangeError for another share.
 */
export function densityForEnergy(data: Float32Array, share: number): number {
  checkShare('A share of the energy', share);
  const count = data.length;
  if (count === 0) return 1;
  const magnitudes = ascendingMagnitudes(data);
  // From the smallest up, so that small squares are not lost beside a large sum.
  const energy = magnitudes.reduce((sum, magnitude) => sum + magnitude ** 2, 0);
  const droppable = (1 - share) * energy;
  let dropped = 0;
  let droppedEnergy = 0;
  while (dropped < count - 1) {
    droppedEnergy += (magnitudes[dropped] as number) ** 2;
    if (droppedEnergy > droppable) break;
    dropped++;
  }
  return (count - dropped) / count;
}

/** @throws RangeError when `share` is not above 0 and up to 1; `what` begins the sentence. */
export function checkShare(what: string, share: number): void {
  if (!(share > 0 && share <= 1)) {
    throw new RangeError(`${what} is a number above 0 and up to 1, got ${share}.`);
  }
}

function ascendingMagnitudes(data: Float32Array): Float32Array {
  return data.map(Math.abs).sort();
}
