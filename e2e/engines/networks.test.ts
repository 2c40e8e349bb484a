// Networks in Deno, in Firefox, and in Chromium on devices that can do less: the answers that Chromium's own are held to, by the rules
// and tuned, and every layer by `compare`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Offers } from '../../cli/offers';
import { libraryFolder } from '../../cli/package-root';
import { type LoadOptions, readModel } from '../../src/index';
import { embeddedModel } from '../../src/store/embedded-model.gen';
import type { Precision } from '../../src/tensor/elements';
import { runReference } from '../../src/tools/index';
import { seededRandom } from '../../src/util/random';
import { SEED } from '../../src/util/sample.fixtures';
import { largestDifference } from '../support/differences';
import { LOGIT_BOUND, PROBABILITY_BOUND } from '../support/golden-bounds';
import {
  hasShared,
  type Photo,
  readCompressedSqueezeNet,
  readCropPixels,
  readCropTensor,
  readFloats,
  readPhotos,
  readShared,
} from '../support/shared-material';
import { openCompatible, openLeast } from './chromium-engine';
import { openDeno } from './deno-engine';
import type { Engine } from './engine';
import { openFirefox } from './firefox-engine';

/** Photographs that a network is asked about; what differs between engines differs for all. */
const PHOTOS = 3;
/** Enough to measure the layers that take longest on a software adapter. */
const TUNE_BUDGET_MS = 2500;
const TRAINED_FOLDER = join(import.meta.dirname, '../../weights/trained');

/** A network with inputs, and what it is to answer. */
interface Network {
  readonly name: string;
  readonly needsShared: boolean;
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

const NETWORKS: readonly Network[] = [
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

/** Quantised networks of ImageNet. */
const QUANTISED = ['mobilenet_v1_0.25_224_quant', 'mobilenet_v2_1.0_224_quant'].map((name) => ({
  name,
  needsShared: true,
  bytes: () => readShared(`weights/${name}.tflite`),
  // Sums of whole numbers, of which halves have few.
  isWhole: true,
}));

/** Networks that were trained here, as they are compressed. */
const TRAINED = [
  ...['alexnet', 'squeezenet', 'densenet'],
  ...[0.25, 0.5, 1].flatMap((alpha) => [16, 20, 28].map((rho) => `mobilenet-${alpha}-${rho}`)),
].map((name) => ({
  name: `${name}, trained here`,
  needsShared: false,
  bytes: () => readFileSync(join(TRAINED_FOLDER, `${name}-compressed.kindling`)),
}));

/** A network of which every layer is compared. */
type Compared = Pick<Network, 'name' | 'bytes' | 'needsShared'> & { readonly isWhole?: boolean };

interface TestedEngine {
  readonly engine: string;
  readonly open: (offers: Offers) => Promise<Engine>;
  /** What its adapter is told by. */
  readonly adapter: RegExp;
  readonly compared: readonly Compared[];
  readonly precisions: readonly Precision[];
  /** Whether they are also compared with kernels that were measured. */
  readonly isTuned: boolean;
}

/** Both engines have halves on lavapipe. Firefox says no names. */
const ON_LAVAPIPE = {
  adapter: /llvmpipe|unnamed adapter/,
  precisions: ['f32', 'f16'],
  isTuned: false,
} as const;
const ON_SWIFTSHADER = { adapter: /./, precisions: ['f32'], isTuned: true } as const;
const ENGINES: readonly TestedEngine[] = [
  {
    ...{ engine: 'Deno', open: openDeno, ...ON_LAVAPIPE },
    compared: [...NETWORKS, ...QUANTISED, ...TRAINED.slice(2, 3)],
  },
  {
    ...{ engine: 'Firefox', open: openFirefox, ...ON_LAVAPIPE },
    // What the reference takes long for, Deno has.
    compared: NETWORKS.filter(({ name }) => name !== 'SqueezeNet'),
  },
  {
    ...{ engine: 'Chromium in compatibility mode', open: openCompatible, ...ON_SWIFTSHADER },
    compared: [...QUANTISED, ...TRAINED],
  },
  {
    ...{ engine: 'Chromium with the least device', open: openLeast, ...ON_SWIFTSHADER },
    compared: TRAINED.slice(1, 2),
  },
];

describe.each(ENGINES)('$engine', ({ open, adapter, precisions, compared, isTuned }) => {
  const offers = new Offers(libraryFolder());
  let engine: Engine;

  beforeAll(async () => {
    engine = await open(offers);
  });
  afterAll(() => engine?.[Symbol.asyncDispose]());

  it('says that the adapter is a software adapter', async () => {
    const found = await engine.evaluate(async () => {
      const runtime = await kindling.createRuntime();
      const { vendor, description, kind } = runtime.adapter;
      runtime.dispose();
      return { name: `${vendor} ${description}`, kind };
    }, null);
    expect(found).toEqual({ name: expect.stringMatching(adapter), kind: 'software' });
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
    });
  });

  // In one precision each, by the seed of the commit: halves have bounds of their own.
  const each = compared.map((network, index) => ({
    ...network,
    precision: network.isWhole ? 'f32' : (precisions[(SEED + index) % precisions.length] ?? 'f32'),
  }));
  it.for(each)(
    '$name, with every layer within its bound, in $precision',
    async ({ bytes, needsShared, precision }, { skip }) => {
      skip(needsShared && !hasShared(), 'needs ../shared');
      const tunings = isTuned ? (['off', 'full'] as const) : (['off'] as const);
      // The reference takes long for large ones: of those one way, by the seed.
      for (const tune of needsShared ? tunings.slice(SEED % tunings.length).slice(0, 1) : tunings) {
        const options = {
          precision,
          tune,
          tuneBudgetMs: TUNE_BUDGET_MS / 2,
          check: 'once',
        } as const;
        const complaints = await complaintsOfComparison(engine, offers, bytes(), options);
        expect(complaints, `tune: ${tune}`).toEqual({
          ...{ precision, firstOverBound: null, struck: {} },
          ...{ runDifferences: [], planDifferences: [] },
        });
      }
    },
  );
});

describe('Deno, in halves', () => {
  const [quantised] = QUANTISED;

  it('refuses a network that adds up whole numbers', async ({ skip }) => {
    skip(!hasShared(), 'needs ../shared');
    const offers = new Offers(libraryFolder());
    await using engine = await openDeno(offers);
    const refusal = await engine.evaluate(
      async (url) => {
        const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
        const runtime = await kindling.createRuntime();
        const loading = runtime.load(bytes, { precision: 'f16' });
        const refused = await loading.then(
          () => 'loaded',
          ({ name, message }: Error) => `${name}: ${message}`,
        );
        runtime.dispose();
        return refused;
      },
      engine.origin + offers.offer(quantised?.bytes() ?? new Uint8Array()),
    );
    expect(refusal).toMatch(/^UnsupportedError: Node .* adds up whole numbers/);
  });
});

/** What `compare` has to say of a network. */
function complaintsOfComparison(
  engine: Engine,
  offers: Offers,
  bytes: Uint8Array,
  options: LoadOptions,
) {
  return engine.evaluate(
    async (given) => {
      const bytes = new Uint8Array(await (await fetch(given.url)).arrayBuffer());
      const runtime = await kindling.createRuntime();
      const model = await runtime.load(bytes, given.options);
      const comparison = await tools.compare(model, {}, { runs: 2 });
      const { struck } = model.inspect();
      runtime.dispose();
      const { precision, firstOverBound, runDifferences, planDifferences } = comparison;
      return { precision, firstOverBound, struck, runDifferences, planDifferences };
    },
    { url: engine.origin + offers.offer(bytes), options },
  );
}

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
