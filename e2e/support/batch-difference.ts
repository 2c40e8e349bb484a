// Runs images in a batch and alone.
import { createRuntime, type LoadedModel, type NamedTensor } from '../../src/index';
import { product } from '../../src/util/math';
import { seededRandom } from '../../src/util/random';
import { buildNetwork, type NetworkSpec } from './built-network';
import { largestDifference } from './differences';

const SEED = 20_261_124;
/** Runs of the batch; the first and the last are held against the images alone. */
const RUNS = 3;

/** What came of a batch beside its images alone. */
export interface BatchDifference {
  readonly adapter: string;
  /** Outputs of single images that were compared. */
  readonly outputs: number;
  /** The largest difference of any number in them. */
  readonly largest: number;
}

/** Runs seeded images in a batch and alone. */
export async function batchDifference(
  source: NetworkSpec | Uint8Array,
  batch: number,
): Promise<BatchDifference> {
  const runtime = await createRuntime();
  const load = (size: number) =>
    source instanceof Uint8Array
      ? runtime.load(Uint8Array.from(source), { batch: size })
      : runtime.load(buildNetwork(source, size));
  const [single, several] = [await load(1), await load(batch)];
  const images = seededImages(single, batch);
  const alone = [];
  for (const image of images) alone.push(await runOn(single, image));
  const together = Float32Array.from(images.flatMap((image) => [...image]));
  const differences: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const outputs = await runOn(several, together);
    if (run > 0 && run < RUNS - 1) continue;
    for (const [index, expected] of alone.entries()) {
      for (const [name, { data }] of Object.entries(expected)) {
        const start = index * data.length;
        const own = outputs[name]?.data.subarray(start, start + data.length);
        differences.push(largestDifference(own, data));
      }
    }
  }
  runtime.dispose();
  return {
    adapter: runtime.adapter.kind,
    outputs: differences.length,
    largest: Math.max(...differences),
  };
}

function seededImages(model: LoadedModel, count: number): Float32Array<ArrayBuffer>[] {
  const random = seededRandom(SEED);
  const length = product(model.inputs[0]?.shape ?? []);
  return Array.from({ length: count }, () => Float32Array.from({ length }, () => 2 * random() - 1));
}

function runOn(
  model: LoadedModel,
  data: Float32Array<ArrayBuffer>,
): Promise<Record<string, NamedTensor>> {
  return model.run({ [model.inputs[0]?.name ?? '']: data });
}
