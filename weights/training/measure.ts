// What a container of the recipe is worth on the test pictures: computed in a page, on WebGPU, by the public interface.
import type { LoadedModel, Runtime } from '../../src/index';

/** Height and width of a picture, pixels. */
const SIDE = 28;

/** Pictures on their way through the GPU at once. */
const IN_FLIGHT = 4;

/** Inferences that are timed. */
const TIMED_RUNS = 50;

/** Pictures one after the other, row by row, 0 to 255, and the class of each. */
export interface TestSet {
  readonly pictures: Uint8Array;
  readonly labels: Uint8Array;
}

/** A row of the table. */
export interface Measurement {
  readonly bytes: number;
  readonly parameters: number;
  readonly macs: number;
  /** Share of the pictures whose class comes first. */
  readonly accuracy: number;
  /** One inference on the GPU, without picture and labels: the median. */
  readonly medianMs: number;
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

/** Loads a container and measures it. */
export async function measure(
  runtime: Runtime,
  url: string,
  { pictures, labels }: TestSet,
): Promise<Measurement> {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  const model = await runtime.load(bytes);
  try {
    const right = countEqual(await predictAll(model, pictures), labels);
    const { inferenceMs } = await model.profile({ runs: TIMED_RUNS });
    const { parameters, macs } = model.inspect();
    return {
      bytes: bytes.byteLength,
      parameters,
      macs,
      accuracy: right / labels.length,
      medianMs: inferenceMs.median,
    };
  } finally {
    model.dispose();
  }
}

function pictureAt(pictures: Uint8Array, at: number): ImageData {
  const picture = new ImageData(SIDE, SIDE);
  for (let i = 0; i < SIDE ** 2; i++) {
    picture.data.fill(pictures[at * SIDE ** 2 + i] ?? 0, 4 * i, 4 * i + 3);
    picture.data[4 * i + 3] = 255;
  }
  return picture;
}
