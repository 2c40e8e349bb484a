// Weight sharing: one-dimensional k-means of a layer's weights (Han et al. 2015, arXiv:1510.00149, section 3.1).
// On sorted weights a cluster is a range, so that an iteration of Lloyd's takes a binary search for each centroid, whose
// mean is a difference of prefix sums: its time hardly depends on how many weights there are.
import { nearestHalf } from '../tensor/half';

/** What the numbers of a codebook can be: all of float32, or those that half precision has too. */
export type CodebookPrecision = 'float32' | 'float16';

/**
 * Where few weights are large, centroids wander from the tails to the middle for thousands of iterations: 255 of them for
 * 4 million such weights had a quarter less error than after 100, in half a second more [measured].
 */
const MOST_ITERATIONS = 10_000;

/**
 * The codebook that `clusters` centroids are for these weights, ascending and distinct; zeros among the weights do not
 * count. Centroids begin evenly spaced from the least to the largest weight, which keeps the few large weights
 * (section 3.2). Where there are no more distinct weights than clusters, the codebook is just these.
 *
 * @param values Finite numbers in any order.
 * @param clusters The most centroids; fewer where not as many are distinct.
 * @throws RangeError when `clusters` is not a positive integer.
 */
export function shareWeights(
  values: Float32Array,
  clusters: number,
  precision: CodebookPrecision = 'float32',
): Float32Array<ArrayBuffer> {
  if (!Number.isInteger(clusters) || clusters < 1) {
    throw new RangeError(`Weights are shared by one centroid or more, got ${clusters}.`);
  }
  const sorted = withoutZeros(values).sort();
  const centroids = distinctNumbers(sorted, clusters) ?? lloyd(sorted, clusters);
  const round = precision === 'float16' ? nearestHalf : Math.fround;
  // Rounding keeps the order, but half precision can make one number of several.
  return Float32Array.from(new Set(centroids.map(round)));
}

/** Centroids of at least one weight each, by Lloyd's iterations. There are more distinct weights than clusters. */
function lloyd(sorted: Float32Array, clusters: number): number[] {
  const sums = sumsFromZero(sorted);
  let centroids = evenlySpaced(sorted, clusters);
  let edges: number[] = [];
  for (let i = 0; i < MOST_ITERATIONS; i++) {
    const next = divideWidest(sorted, nearestRanges(sorted, centroids), clusters);
    if (next.every((edge, at) => edge === edges[at])) break;
    edges = next;
    centroids = meansOf(sorted, sums, edges);
  }
  return centroids;
}

function evenlySpaced(sorted: Float32Array, clusters: number): number[] {
  const least = sorted[0] as number;
  const width = (sorted.at(-1) as number) - least;
  if (clusters === 1) return [least + width / 2];
  return Array.from({ length: clusters }, (_, i) => least + (i / (clusters - 1)) * width);
}

/** The edges between the ranges of weights that are nearest to each centroid, with 0 and the end; no range is empty. */
function nearestRanges(sorted: Float32Array, centroids: readonly number[]): number[] {
  const edges = [0];
  let from = 0;
  for (let i = 1; i < centroids.length; i++) {
    const middle = ((centroids[i - 1] as number) + (centroids[i] as number)) / 2;
    const at = firstAbove(sorted, middle, from, sorted.length);
    if (at > from && at < sorted.length) edges.push(at);
    from = at;
  }
  return [...edges, sorted.length];
}

/**
 * As many ranges as there are clusters: centroids that no weight is nearest to are put where they help, into the range
 * that has the most weights for its width, squared. Dividing a range never adds to the error.
 */
function divideWidest(sorted: Float32Array, ranges: readonly number[], clusters: number): number[] {
  const edges = [...ranges];
  while (edges.length - 1 < clusters) {
    let widest = 0;
    let most = -1;
    for (let i = 0; i + 1 < edges.length; i++) {
      const [least, largest] = boundsOf(sorted, edges, i);
      const spread = ((edges[i + 1] as number) - (edges[i] as number)) * (largest - least) ** 2;
      if (spread > most) [widest, most] = [i, spread];
    }
    const [least, largest] = boundsOf(sorted, edges, widest);
    const [from = 0, to = 0] = edges.slice(widest, widest + 2);
    edges.splice(widest + 1, 0, firstAbove(sorted, (least + largest) / 2, from, to));
  }
  return edges;
}

function meansOf(sorted: Float32Array, sums: Float64Array, edges: readonly number[]): number[] {
  return Array.from({ length: edges.length - 1 }, (_, i) => {
    const [from = 0, to = 0] = edges.slice(i, i + 2);
    const mean = ((sums[to] as number) - (sums[from] as number)) / (to - from);
    // A difference of long sums is not exact; what a cluster has only one value of should stay that value.
    const [least, largest] = boundsOf(sorted, edges, i);
    return Math.min(Math.max(mean, least), largest);
  });
}

/** Least and largest weight of range `i`. */
function boundsOf(sorted: Float32Array, edges: readonly number[], i: number): [number, number] {
  return [sorted[edges[i] as number] as number, sorted[(edges[i + 1] as number) - 1] as number];
}

/**
 * Sums whose difference at b and a is that of the weights from a to before b. They begin at zero and go outwards both
 * ways, so that small weights are not lost beside large ones.
 */
function sumsFromZero(sorted: Float32Array): Float64Array {
  const sums = new Float64Array(sorted.length + 1);
  const zero = firstAbove(sorted, 0, 0, sorted.length);
  for (let i = zero; i < sorted.length; i++) {
    sums[i + 1] = (sums[i] as number) + (sorted[i] as number);
  }
  for (let i = zero - 1; i >= 0; i--) sums[i] = (sums[i + 1] as number) - (sorted[i] as number);
  return sums;
}

/** The first position in from … to whose weight is above `limit`; `to` where there is none. */
function firstAbove(sorted: Float32Array, limit: number, from: number, to: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The distinct numbers, ascending; null when there are more than `most`. */
function distinctNumbers(sorted: Float32Array, most: number): number[] | null {
  const distinct: number[] = [];
  for (const value of sorted) {
    if (value === distinct.at(-1)) continue;
    if (distinct.length === most) return null;
    distinct.push(value);
  }
  return distinct;
}

function withoutZeros(values: Float32Array): Float32Array {
  const others = new Float32Array(values.length);
  let count = 0;
  for (const value of values) {
    if (value !== 0) others[count++] = value;
  }
  return others.subarray(0, count);
}
