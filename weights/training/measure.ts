// What a container of the recipe is worth on the test pictures: computed in a page, on WebGPU, by the public interface.
import type { LoadedModel } from '../../src/index';
import { profile } from '../../src/tools/index';
import { median } from '../../src/util/statistics';

/** Height and width of a picture, pixels. */
const SIDE = 28;

/** Pictures on their way through the GPU at once. */
const IN_FLIGHT = 4;

/** Turns that each model has when all are timed, and inferences of a turn. */
const ROUNDS = 7;
const RUNS_A_ROUND = 15;

/** Pictures one after the other, row by row, 0 to 255, and the class of each. */
export interface TestSet {
  readonly pictures: Uint8Array;
  readonly labels: Uint8Array;
}

/** The test set of a folder that serves the idx files, decompressed, as the distribution names them. */
export async function fetchTestSet(folder: string): Promise<TestSet> {
  const read = async (name: string, header: number) => {
    const bytes = await (await fetch(`${folder}/${name}`)).arrayBuffer();
    return new Uint8Array(bytes, header);
  };
  const [pictures, labels] = await Promise.all([
    read('t10k-images-idx3-ubyte', 16),
    read('t10k-labels-idx1-ubyte', 8),
  ]);
  return { pictures, labels };
}

/** The first pictures of a set. */
export function firstOf({ pictures, labels }: TestSet, count: number): TestSet {
  return { pictures: pictures.subarray(0, count * SIDE ** 2), labels: labels.subarray(0, count) };
}

/** The class that a model puts first, of each picture. */
export async function predictAll(model: LoadedModel, pictures: Uint8Array): Promise<Uint8Array> {
  const predictions = new Uint8Array(pictures.length / SIDE ** 2);
  let next = 0;
  const worker = async () => {
    while (next < predictions.length) {
      const at = next++;
      const [first] = await model.classify(pictureAt(pictures, at), { topK: 1 });
      predictions[at] = first?.index ?? 255;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return predictions;
}

/** How many predictions are right. */
export function countEqual(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((count, value, at) => count + Number(value === b[at]), 0);
}

/** Share of the pictures that a model puts their class first for. */
export async function accuracyOf(
  model: LoadedModel,
  { pictures, labels }: TestSet,
): Promise<number> {
  return countEqual(await predictAll(model, pictures), labels) / labels.length;
}

/**
 * Milliseconds that an inference of each model takes, without picture and labels: the median of rounds in which each has
 * its turn, so that whatever slows the machine down for a while slows down all of them.
 */
export async function timesOf(models: readonly LoadedModel[]): Promise<number[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const times: number[] = [];
    for (const model of models) {
      const { inferenceMs } = await profile(model, { runs: RUNS_A_ROUND });
      times.push(inferenceMs.median);
    }
    rounds.push(times);
  }
  return models.map((_, at) => median(rounds.map((times) => times[at] ?? 0)));
}

function pictureAt(pictures: Uint8Array, at: number): ImageData {
  const picture = new ImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE ** 2; i++) {
    picture.data.fill(pictures[at * SIDE ** 2 + i] ?? 0, 4 * i, 4 * i + 3);
    picture.data[4 * i + 3] = 255;
  }
  return picture;
}
