// The names of the classes that the best entries of a ranking stand for. Loaded while the first picture is computed.
import { GPUFailureError } from '../errors';
import type { Classifier } from '../graph/model';
import type { Classification } from './classification';

/**
 * The answers that the best entries of a ranking give, as many as `entriesFor` was asked for: with names and without background.
 * @throws GPUFailureError when probabilities are not numbers
 */
export async function nameClasses(
  model: string,
  { labels, background }: Classifier,
  indices: Uint32Array,
  values: Float32Array,
): Promise<Classification[]> {
  if (values.some((value) => !Number.isFinite(value))) {
    throw new GPUFailureError(
      `"${model}" gave probabilities that are not numbers: its weights or this adapter are at fault.`,
    );
  }
  const names =
    labels === 'imagenet-1000'
      ? (await import('../store/imagenet-labels')).imagenetLabels
      : (labels ?? []);
  const ranking = Array.from(indices, (entry, rank) => {
    const index = entry - Number(background);
    return { index, label: names[index] ?? `class ${index}`, probability: values[rank] ?? 0 };
  });
  return ranking.filter(({ index }) => index >= 0).slice(0, indices.length - Number(background));
}
