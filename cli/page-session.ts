// What the command line does inside the browser page. `installPageSession` is sent there as source
// text, so it may use nothing from this module but types; the page has put the library on
// `globalThis.kindling`, `globalThis.models` and `globalThis.tools`.

import type { ContenderGlobals, PeerName } from '../bench/contenders/contender';
import type {
  BackendChoice,
  BackendKind,
  LoadedModel,
  LoadOptions,
  ModelReport,
  Precision,
  RunInputs,
  Runtime,
  RuntimeOptions,
  TensorInfo,
} from '../src/index';
import type {
  AdapterPeaks,
  BatchMeasurement,
  BatchOptions,
  ModelComparison,
  ModelProfile,
  PictureBatches,
  VariantProfile,
} from '../src/tools/index';
import type { Library, Models, NodeEntry, Tools } from './package-root';

/** One class of a classification, most probable first. */
export type TopClass = Awaited<ReturnType<LoadedModel['classify']>>[number];

/** Which adapter computes, as the library reports it. */
export type AdapterSummary = Runtime['adapter'];

/** A tensor in the model's own axis order. */
export interface PageTensor {
  /** Whatever the file calls it: names are values on the way, not keys, since no driver carries a key `__proto__`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** A stage that pictures go through. */
export interface StageTime {
  readonly stage: string;
  readonly pictures: number;
  /** While it had at least one picture. */
  readonly busyMs: number;
}

/** The URL of an input's raw float32 numbers. */
export interface InputFile {
  readonly name: string;
  readonly url: string;
}

/** How many pictures are computed together; 'auto' tries up to `mostBatch`. */
export type Together = Pick<BatchOptions, 'batch' | 'mostBatch'>;

/** What is said of pictures besides what the file says. */
export type PictureChoices = Pick<LoadOptions, 'classifier' | 'preprocessing'>;

/** What `ModelPage.call` can ask of the page; files are named by the URL they are offered at. */
export interface PageCalls {
  /** Loads a model in the place of the one before. */
  load: {
    request: {
      url: string;
      /** URL of the folder whose files may hold weights of it. */
      beside: string | null;
      name: string;
      batch: number;
      precision: Precision;
      inputs: NonNullable<LoadOptions['inputs']>;
      pictures: PictureChoices;
      /** Of pictures that are classified, where they are computed in batches; null for one by one. */
      together: Together | null;
      runtime: RuntimeOptions;
    };
    response: {
      /** What computes the model. */
      adapter: AdapterSummary;
      backend: BackendKind;
      /** How that was chosen of two; null where there was one. */
      choice: (Omit<BackendChoice, 'refusal'> & { refusal: string | null }) | null;
      /** Why WebGPU does not compute where it was tried first. */
      fallback: string | null;
    };
  };
  classify: {
    /** Without `topK` as many answers as the library gives by default. */
    request: { url: string; topK?: number };
    response: { top: TopClass[]; durationMs: number };
  };
  /** Classifies the square pictures of a sheet, row by row, by a named model. */
  classifySheet: {
    request: { model: string; url: string; side: number; topK: number; backend: BackendKind };
    response: {
      adapter: AdapterSummary;
      /** `grey` is the picture's red channel, row by row. */
      pictures: { top: TopClass[]; durationMs: number; grey: Uint8Array }[];
    };
  };
  /** Runs the model on raw float32 files, and on a picture for its first input. */
  run: {
    request: { inputs: readonly InputFile[]; picture: string | null };
    response: { outputs: readonly PageTensor[]; durationMs: number };
  };
  /** How long each stage had something to do since the model was loaded. */
  stages: { request: null; response: readonly StageTime[] };
  /** What came of measuring batches; null where that goes on, or nobody asked. */
  batches: { request: null; response: BatchMeasurement | null };
  /** Gives up runtime and model. */
  close: { request: null; response: undefined };
  inspect: { request: null; response: ReturnType<LoadedModel['inspect']> };
  /** What the GPU is told to do for one inference, as JSON; null where the CPU computes. */
  plan: { request: null; response: unknown };
  /** Compares the loaded model with the reference, on a picture or on seeded numbers. */
  compare: { request: { url: string | null; runs: number }; response: ModelComparison };
  /** Builds a MobileNet v1 with seeded weights and loads it beside those before. */
  loadMobileNet: {
    request: { alpha: number; rho: number };
    /** `network` is its number for `profileNetwork`. */
    response: { network: number; name: string; macs: number; adapter: AdapterSummary };
  };
  /** Times one of these networks: one inference after one that is not counted. */
  profileNetwork: { request: { network: number }; response: ModelProfile };
  disposeNetworks: { request: null; response: undefined };
  /** What the adapter can do at most, in a runtime of its own; null without timestamps. */
  measurePeaks: { request: null; response: AdapterPeaks | null };
  /** Loads the model that the calls below are about, in a runtime of its own. */
  openBench: {
    request: {
      url: string;
      /** URL of the folder whose files may hold weights of it. */
      beside: string | null;
      name: string;
      tune: boolean;
      precision: Precision;
      runtime: RuntimeOptions;
    };
    response: {
      adapter: AdapterSummary;
      report: ModelReport;
      /** Multiply-adds of the model as it was read: of direct convolutions, however they are computed. */
      macs: number;
      paramBytes: number;
      inputs: readonly TensorInfo[];
      outputs: readonly TensorInfo[];
    };
  };
  /** Its inputs, as URLs of raw float32 numbers in its own axis order. */
  fillBench: { request: { inputs: readonly InputFile[] }; response: undefined };
  /** Latencies in turns, as they are and without hurrying answers; null where no answer has to be hurried. */
  hurryBench: {
    request: { runs: number };
    response: { hurriedMs: number[]; waitedMs: number[] } | null;
  };
  /** What becomes of the time from inputs to outputs in memory; null on the CPU. */
  stageBench: { request: { runs: number }; response: StageTimes | null };
  profileBench: { request: { runs: number }; response: ModelProfile };
  /** Every layer by every variant, in so many runs. */
  profileVariants: { request: { runs: number }; response: VariantProfile[] };
  /** From its bytes to the first answer, with a new runtime. */
  coldStart: { request: null; response: Turn & { longestTaskMs: number | null } };
  throughput: {
    request: { inFlight: number; inferences: number };
    response: { imagesPerSecond: number };
  };
  /** One inference of ours, from inputs to outputs in memory. */
  ownTurn: { request: null; response: Turn };
  /** Loads another runtime from URLs of its packages, and the model into it. */
  openPeer: {
    request: { name: PeerName; folders: readonly string[]; threads?: number | undefined };
    response: { loadMs: number; difference: number; settings: string };
  };
  peerTurn: { request: { name: PeerName }; response: Turn };
  /** How far answers of another page are from ours, the largest difference over the largest value. */
  checkAnswers: { request: { answers: Float32Array[] }; response: number };
  closeBench: { request: null; response: undefined };
  /** Of a fresh page, which begins by itself. */
  firstAnswer: { request: null; response: FirstAnswer };
}

/** The first answer of a fresh page. */
export interface FirstAnswer {
  /** Since the navigation began. */
  readonly durationMs: number;
  /** Since code, model and inputs were in memory. */
  readonly coldMs: number;
  readonly answers: Float32Array[];
}

/** Milliseconds of the stages of each run on a GPU, which follow one another. */
export interface StageTimes {
  /** Inputs are laid out and written. */
  readonly inputMs: number[];
  /** Commands are encoded, until the first submit. */
  readonly encodeMs: number[];
  /** In `queue.submit`, those that hurry answers included. */
  readonly submitMs: number[];
  /** The GPU computes, until the bytes can be read. */
  readonly waitMs: number[];
  /** Bytes become outputs. */
  readonly readMs: number[];
}

/** One timed run. */
interface Turn {
  readonly durationMs: number;
  /** From our first answer: the largest over the largest value. */
  readonly difference: number;
}

/** The object in the page that answers. */
type PageSession = {
  [M in keyof PageCalls]: (request: PageCalls[M]['request']) => Promise<PageCalls[M]['response']>;
};

/** The globals of the page. */
export interface PageGlobals extends ContenderGlobals {
  kindling?: Library;
  models?: Models;
  tools?: Tools;
  /** Where no browser does. */
  decodePicture?: NodeEntry['decodePicture'];
  session?: Partial<PageSession>;
}

/** Runs in the page: gives `globalThis.session` the calls about one model. */
export function installPageSession(): void {
  const globals = globalThis as unknown as PageGlobals;
  const { kindling, tools } = globals;
  if (!kindling || !tools) throw new Error('The library did not load in the page.');
  let runtime: Runtime | undefined;
  let model: LoadedModel | undefined;
  let batches: PictureBatches | undefined;
  let measured: BatchMeasurement | null = null;

  const fetchOffered = async (url: string): Promise<Response> => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} is not offered to the page.`);
    return response;
  };
  /** How files of a folder are read by their names. The server says what is wrong with one. */
  const filesBelow = (folder: string | null): Pick<LoadOptions, 'beside'> => {
    if (folder === null) return {};
    const beside = async (file: string) => {
      const response = await fetch(`${folder}/${encodeURIComponent(file)}`);
      if (!response.ok) throw new Error(await response.text());
      return new Uint8Array(await response.arrayBuffer());
    };
    return { beside };
  };
  const loaded = (): LoadedModel => {
    if (!model) throw new Error('No model is loaded in the page.');
    return model;
  };

  const stages = new Map<string, { stage: string; pictures: number; busyMs: number }>();
  const going = new Map<string, { count: number; since: number }>();
  /** Counts the time in which a stage has anything to do: of several pictures at once not each. */
  const timed = async <T>(stage: string, work: () => Promise<T>): Promise<T> => {
    const time = stages.get(stage) ?? { stage, pictures: 0, busyMs: 0 };
    const now = going.get(stage) ?? { count: 0, since: 0 };
    stages.set(stage, time);
    going.set(stage, now);
    if (now.count++ === 0) now.since = performance.now();
    try {
      return await work();
    } finally {
      time.pictures++;
      if (--now.count === 0) time.busyMs += performance.now() - now.since;
    }
  };
  /** As the library does it, but seen by itself; what fails is left to the library, which says why. */
  const decode = async (file: Blob) => {
    const { decodePicture } = globals;
    if (decodePicture) return decodePicture(new Uint8Array(await file.arrayBuffer()));
    return createImageBitmap(file, { imageOrientation: 'from-image' }).catch(() => file);
  };

  globals.session = {
    ...globals.session,
    async load({
      url,
      beside,
      name,
      batch,
      precision,
      inputs,
      pictures,
      together,
      runtime: options,
    }) {
      runtime ??= await kindling.createRuntime(options);
      batches?.close();
      model?.dispose();
      const bytes = await (await fetchOffered(url)).arrayBuffer();
      const given = { name, batch, precision, inputs, ...pictures };
      model = await runtime.load(bytes, { ...given, ...filesBelow(beside) });
      const onBatch = (measurement: BatchMeasurement) => {
        measured = measurement;
      };
      batches = together ? new tools.PictureBatches(model, { ...together, onBatch }) : undefined;
      const { vendor, architecture, description, kind } = model.adapter;
      const { backend, choice } = model;
      return {
        ...{ adapter: { vendor, architecture, description, kind }, backend },
        choice: choice && { ...choice, refusal: choice.refusal?.message ?? null },
        fallback: runtime.fallbackReason?.message ?? null,
      };
    },
    async classify({ url, ...options }) {
      const file = await timed('transfer', async () => (await fetchOffered(url)).blob());
      const start = performance.now();
      const picture = await timed('decode', () => decode(file));
      const top = await timed('compute', () => (batches ?? loaded()).classify(picture, options));
      if ('close' in picture) picture.close();
      return { top: [...top], durationMs: performance.now() - start };
    },
    batches: async () => measured,
    stages: async () => [...stages.values()],
    async close() {
      batches?.close();
      runtime?.dispose();
      [runtime, model, batches] = [undefined, undefined, undefined];
      return undefined;
    },
    async run({ inputs, picture }) {
      const tensors: [string, RunInputs[string]][] = [];
      for (const { name, url } of inputs) {
        tensors.push([name, new Float32Array(await (await fetchOffered(url)).arrayBuffer())]);
      }
      const start = performance.now();
      if (picture !== null) {
        const [first] = loaded().inputs;
        const file = await timed('transfer', async () => (await fetchOffered(picture)).blob());
        tensors.push([first?.name ?? '', await timed('decode', () => decode(file))]);
      }
      const outputs = await timed('compute', () => loaded().run(Object.fromEntries(tensors)));
      const durationMs = performance.now() - start;
      return {
        outputs: Object.entries(outputs).map(([name, tensor]) => ({ name, ...tensor })),
        durationMs,
      };
    },
    inspect: async () => loaded().inspect(),
    async plan() {
      const program = tools.programOf(loaded());
      return program && tools.planToJson(program);
    },
    async compare({ url, runs }) {
      const inputs = url === null ? {} : { picture: await (await fetchOffered(url)).blob() };
      return tools.compare(loaded(), inputs, { runs });
    },
  };
}
