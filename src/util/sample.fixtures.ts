// How much of a long suite runs. `npm test` takes a sample by a seed that it prints, `npm run test:all` everything; so does
// whoever runs one file.
import { crc32 } from './crc32';
import { seededRandom } from './random';

/** Whether everything runs. */
export const isWhole = process.env.KINDLING_TESTS !== 'sample';

/** Says which sample. */
export const SEED = Number(process.env.KINDLING_SEED ?? 1);

/** So many of the items, in their order, others by another seed; all of them in a whole run. `suite` tells suites apart. */
export function sampleOf<T>(suite: string, items: readonly T[], count: number): T[] {
  if (isWhole) return [...items];
  const random = randomOf(suite);
  const ranked = items.map((_, index) => [random(), index] as const).sort(([a], [b]) => a - b);
  const chosen = new Set(ranked.slice(0, count).map(([, index]) => index));
  return items.filter((_, index) => chosen.has(index));
}

/** How often something is tried that is tried at random: `few` times in a sample, otherwise `many`. */
export function timesOf(few: number, many: number): number {
  return isWhole ? many : few;
}

/** A generator for a suite's own choices, by the seed of the sample. */
function randomOf(suite: string): () => number {
  return seededRandom(SEED + crc32(new TextEncoder().encode(suite)));
}
