// What the command line does inside the browser page. `installPageSession` is sent there as source
// text, so it may use nothing from this module but types; the page has put the library on
// `globalThis.kindling` and `globalThis.models`.
import type {
  AdapterPeaks,
  LoadedModel,
  ModelComparison,
  ModelProfile,
  ModelReport,
  Precision,
  Runtime,
  TensorInfo,
  VariantProfile,
} from '../src/index';
import type { Contender, PeerName } from './bench/contender';
import type { Library, Models } from './package-root';

/** One class of a classification, most probable first. */
export type TopClass = Awaited<ReturnType<LoadedModel['classify']>>[number];

/** Which adapter computes, as the library reports it. */
export type AdapterSummary = Runtime['adapter'];

/** A tensor in the model's own axis order. */
export interface PageTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array<ArrayBuffer>;
}

/** What `ModelPage.call` can ask of the page; files are named by the URL they are offered at. */
export interface PageCalls {
  /** Loads a model in the place of the one before. */
  load: {
    request: { url: string; name: string; batch: number; precision: Precision };
    response: { adapter: AdapterSummary };
  };
  classify: {
    /** Without `topK` as many answers as the library gives by default. */
    request: { url: string; topK?: number };
    response: { top: TopClass[]; durationMs: number };
  };
  /** Classifies the square pictures of a sheet, row by row, by a named model. */
  classifySheet: {
    request: { model: string; url: string; side: number; topK: number };
    response: {
      adapter: AdapterSummary;
      /** `grey` is the picture's red channel, row by row. */
      pictures: { top: TopClass[]; durationMs: number; grey: Uint8Array }[];
    };
  };
  /** Runs the model on raw float32 files, one URL for each input. */
  run: {
    request: { inputs: Record<string, string> };
    response: { outputs: Record<string, PageTensor>; durationMs: number };
  };
  inspect: { request: null; response: ReturnType<LoadedModel['inspect']> };
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
    request: { url: string; name: string; tune: boolean; precision: Precision };
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
  fillBench: { request: { inputs: Record<string, string> }; response: undefined };
  /** Latencies in turns, as they are and without hurrying answers; null where no answer has to be hurried. */
  hurryBench: {
    request: { runs: number };
    response: { hurriedMs: number[]; waitedMs: number[] } | null;
  };
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
    request: { name: PeerName; folders: readonly string[] };
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
export interface PageGlobals {
  kindling?: Library;
  models?: Models;
  session?: Partial<PageSession>;
  /** Other runtimes, by name. */
  contenders?: Record<string, Contender>;
}

/** Runs in the page: gives `globalThis.session` the calls about one model. */
export function installPageSession(): void {
  const globals = globalThis as unknown as PageGlobals;
  const { kindling } = globals;
  if (!kindling) throw new Error('The library did not load in the page.');
  let runtime: Runtime | undefined;
  let model: LoadedModel | undefined;

  const fetchOffered = async (url: string): Promise<Response> => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url} is not offered to the page.`);
    return response;
  };
  const loaded = (): LoadedModel => {
    if (!model) throw new Error('No model is loaded in the page.');
    return model;
  };

  globals.session = {
    ...globals.session,
    async load({ url, name, batch, precision }) {
      runtime ??= await kindling.createRuntime();
      model?.dispose();
      const bytes = await (await fetchOffered(url)).arrayBuffer();
      model = await runtime.load(bytes, { name, batch, precision });
      const { vendor, architecture, description, kind } = runtime.adapter;
      return { adapter: { vendor, architecture, description, kind } };
    },
    async classify({ url, ...options }) {
      const picture = await (await fetchOffered(url)).blob();
      const start = performance.now();
      const top = await loaded().classify(picture, options);
      return { top, durationMs: performance.now() - start };
    },
    async run({ inputs }) {
      const tensors: Record<string, Float32Array<ArrayBuffer>> = {};
      for (const [input, url] of Object.entries(inputs)) {
        tensors[input] = new Float32Array(await (await fetchOffered(url)).arrayBuffer());
      }
      const start = performance.now();
      const outputs = await loaded().run(tensors);
      const durationMs = performance.now() - start;
      return { outputs, durationMs };
    },
    inspect: async () => loaded().inspect(),
    async compare({ url, runs }) {
      const inputs = url === null ? {} : { picture: await (await fetchOffered(url)).blob() };
      return loaded().compare(inputs, { runs });
    },
  };
}
