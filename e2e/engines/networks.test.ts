// Networks in Deno and Firefox: the answers that Chromium's are held to, by the rules and tuned, and every layer by `compare`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers } from '../../cli/offers';
import { libraryFolder } from '../../cli/package-root';
import { readModel, runReference } from '../../src/index';
import { embeddedModel } from '../../src/store/embedded-model.gen';
import { seededRandom } from '../../src/util/random';
import { largestDifference } from '../differences';
import { LOGIT_BOUND, PROBABILITY_BOUND } from '../golden-bounds';
import {
  hasShared,
  type Photo,
  readCompressedSqueezeNet,
  readCropPixels,
  readCropTensor,
  readFloats,
  readPhotos,
  readShared,
} from '../shared-material';
import { openDeno } from './deno-engine';
import type { Engine } from './engine';
import { openFirefox } from './firefox-engine';

/** Photographs that a network is asked about; what differs between engines differs for all. */
const PHOTOS = 3;
/** Enough to measure the layers that take longest on an adapter that a CPU plays. */
const TUNE_BUDGET_MS = 15_000;

/** A network with inputs, and what it is to answer. */
interface Network {
  readonly name: string;
  readonly bytes: () => Uint8Array;
  readonly output: string;
  /** Largest difference of any number of the output, as in Chromium. */
  readonly bound: number;
  readonly questions: () => Promise<readonly Question[]>;
}

interface Question {
  readonly input: Float32Array<ArrayBuffer>;
  readonly want: Float32Array;
}

const NETWORKS: readonly (Network & { readonly needsShared: boolean })[] = [
  {
    name: 'the embedded network',
    needsShared: false,
    bytes: () => Uint8Array.from(Buffer.from(embeddedModel, 'base64')),
    output: 'prob',
    bound: PROBABILITY_BOUND,
    questions: embeddedQuestions,
  },
  {
    name: 'SqueezeNet',
    needsShared: true,
    bytes: readCompressedSqueezeNet,
    output: 'logits',
    bound: LOGIT_BOUND,
    questions: () => photoQuestions(1000, 'golden/squeezenet1_0_dc.logits.f32', readCropTensor),
  },
  {
    name: 'MobileNet v1 0.25',
    needsShared: true,
    bytes: () => readShared('weights/mobilenet_v1_0.25_224.tflite'),
    output: 'MobilenetV1/Predictions/Reshape_1',
    bound: PROBABILITY_BOUND,
    questions: () =>
      photoQuestions(1001, 'golden/mobilenet_v1_0.25_224.probs.f32', async ({ photo }) =>
        Float32Array.from(await readCropPixels(photo, 224), (value) => value / 127.5 - 1),
      ),
  },
];

describe.each([
  ['Deno', openDeno],
  ['Firefox', openFirefox],
])('%s', (_, open) => {
  const offers = new Offers(libraryFolder());
  let engine: Engine;

  beforeAll(async () => {
    engine = await open(offers);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  it('computes on lavapipe, and says that a CPU plays the adapter', async () => {
    const adapter = await engine.evaluate(async () => {
      const runtime = await kindling.createRuntime();
      const { description, kind } = runtime.adapter;
      runtime.dispose();
      return { description, kind };
    }, null);
    expect(adapter.kind).toBe('software');
    // Firefox says no names.
    expect(adapter.description).toMatch(/llvmpipe|unnamed adapter/);
  });

  describe.each(NETWORKS)('$name', (network) => {
    const isAbsent = network.needsShared && !hasShared();
    describe.skipIf(isAbsent)(isAbsent ? 'needs ../shared' : 'answers', () => {
      it.each([
        ['by the rules', {}],
        ['tuned', { tune: 'full', tuneBudgetMs: TUNE_BUDGET_MS }],
      ] as const)('%s, on the first and the third run', async (_, options) => {
        const answers = await answersOf(engine, offers, network, options);
        for (const [index, { want }] of (await network.questions()).entries()) {
          for (const run of [0, 2]) {
            const worst = largestDifference(answers[index]?.[run], want);
            expect(worst, `question ${index}, run ${run + 1}`).toBeLessThanOrEqual(network.bound);
          }
        }
      });

      // Halves have bounds of their own. Both engines have them on lavapipe.
      it.each(['f32', 'f16'] as const)(
        'with every layer within its bound, in %s',
        async (precision) => {
          const complaints = await engine.evaluate(
            async (given) => {
              const bytes = new Uint8Array(await (await fetch(given.url)).arrayBuffer());
              const runtime = await kindling.createRuntime();
              const model = await runtime.load(bytes, { precision: given.precision });
              const comparison = await model.compare({}, { runs: 2 });
              runtime.dispose();
              const { firstOverBound, runDifferences, planDifferences } = comparison;
              return {
                precision: comparison.precision,
                firstOverBound,
                runDifferences,
                planDifferences,
              };
            },
            { url: engine.origin + offers.offer(network.bytes()), precision },
          );
          expect(complaints).toEqual({
            ...{ precision, firstOverBound: null },
            ...{ runDifferences: [], planDifferences: [] },
          });
        },
      );
    });
  });
});

/** Three answers to each question, one after the other on one device. */
async function answersOf(
  engine: Engine,
  offers: Offers,
  { bytes, output, questions }: Network,
  options: { readonly tune?: 'full'; readonly tuneBudgetMs?: number },
): Promise<Float32Array[][]> {
  const inputs = (await questions()).map(
    ({ input }) => engine.origin + offers.offer(new Uint8Array(input.buffer)),
  );
  const model = engine.origin + offers.offer(bytes());
  return engine.evaluate(
    async (given) => {
      const read = async (url: string) => (await fetch(url)).arrayBuffer();
      const runtime = await kindling.createRuntime();
      const loaded = await runtime.load(new Uint8Array(await read(given.model)), given.options);
      const [name = ''] = loaded.inputs.map((input) => input.name);
      const answers: Float32Array[][] = [];
      for (const url of given.inputs) {
        const data = new Float32Array(await read(url));
        const runs: Float32Array[] = [];
        for (let run = 0; run < 3; run++) {
          const outputs = await loaded.run({ [name]: data });
          runs.push(outputs[given.output]?.data ?? new Float32Array());
        }
        answers.push(runs);
      }
      runtime.dispose();
      return answers;
    },
    { model, inputs, output, options },
  );
}

async function embeddedQuestions(): Promise<Question[]> {
  const bytes = Uint8Array.from(Buffer.from(embeddedModel, 'base64'));
  const model = await readModel(bytes);
  const random = seededRandom(1);
  const [name = ''] = model.graph.inputs;
  const length = 3 * 28 * 28;
  const input = Float32Array.from({ length }, () => 2 * random() - 1);
  const outputs = await runReference(model, { [name]: input });
  return [{ input, want: outputs.prob?.data ?? new Float32Array() }];
}

async function photoQuestions(
  classes: number,
  golden: string,
  inputOf: (photo: Photo) => Promise<Float32Array<ArrayBuffer>>,
): Promise<Question[]> {
  const rows = readFloats(golden);
  const photos = readPhotos().slice(0, PHOTOS);
  return Promise.all(
    photos.map(async (photo, index) => ({
      input: await inputOf(photo),
      want: rows.subarray(index * classes, (index + 1) * classes),
    })),
  );
}
