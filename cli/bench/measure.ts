// Measures one model in the page: the adapter's peaks first, so that everything after can be held against them.

import { gflopsOf } from '../../bench/speed';
import type { BackendKind, Precision, RuntimeOptions } from '../../src/index';
import { seededRandom } from '../../src/util/random';
import { timingOf } from '../../src/util/statistics';
import { namingFile } from '../failures';
import { type ModelFile, readOptionsOf } from '../model-file';
import type { ModelPage, WebPages } from '../model-page';
import { importLibrary, importTools } from '../package-root';
import { itemProgress } from '../progress';
import { measurePageStarts } from './page-starts';
import type { InstalledPeer, OfferedPeer } from './peers';
import { race } from './race';
import { type BenchReport, measuredLayers } from './report';

/** Cold starts; each has a device of its own, so that more would wait for little. */
const COLD_STARTS = 5;
/** Inferences under way at once. */
const IN_FLIGHT = [1, 2, 4];
/** Fewer would be over before all of them are under way. */
const LEAST_INFERENCES = 8;
/** Of each variant; there are many. */
const VARIANT_RUNS = 5;
const SEED = 1;

/** How a model is measured. */
export interface MeasureOptions {
  /** Inferences, and rounds of turns with the peers. */
  readonly runs: number;
  /** Inferences of a turn beside peers. */
  readonly inARow: number;
  /** Whether kernels are chosen by measurement, without a limit of time. */
  readonly tune: boolean;
  readonly precision: Precision;
  /** What computes, and with how many threads. */
  readonly runtime: Pick<RuntimeOptions, 'threads'> & { readonly backend: BackendKind };
  /** Whether each layer is timed by every variant that could compute it. */
  readonly variants: boolean;
}

/** Measures a model alone, and in turns with the peers where a browser is around the page. @throws what the page throws */
export async function measureModel(
  page: ModelPage,
  model: ModelFile,
  options: MeasureOptions,
  peers: readonly InstalledPeer[],
): Promise<BenchReport> {
  const { runs, inARow, tune, variants, precision, runtime } = options;
  const peaks = runtime.backend === 'cpu' ? null : await page.call('measurePeaks', null);
  const opened = await openModel(page, model, options);
  const { adapter, report, macs, paramBytes } = opened;
  const profile = await page.call('profileBench', { runs });
  const answers = await page.call('hurryBench', { runs });
  const stages = await page.call('stageBench', { runs });
  const throughput = await measureThroughput(page, runs);
  const coldStartMs = await measureColdStarts(page);
  const offered = page.web ? offerPeers(page, peers) : peers;
  const raced =
    offered.length > 0
      ? await race(page, offered, { rounds: runs, inARow, threads: runtime.threads })
      : null;
  const pageStarts =
    page.web && (await measureStarts(page, page.web, model, opened, offered, runtime));
  const profiles = variants ? await page.call('profileVariants', { runs: VARIANT_RUNS }) : null;
  await page.call('closeBench', null);
  const { pipelines, weightBytes, activationBytes } = report;
  const gflops = gflopsOf(macs, profile.inferenceMs.median);
  return {
    ...{ model: model.name, adapter, host: page.host, macs },
    peaks: peaks && {
      gflops: peaks.flopsPerSecond / 1e9,
      gigabytesPerSecond: peaks.bytesPerSecond / 1e9,
    },
    runs,
    inferenceMs: profile.inferenceMs,
    answers: answers && {
      hurriedMs: timingOf(answers.hurriedMs),
      waitedMs: timingOf(answers.waitedMs),
    },
    stages: stages && {
      inputMs: timingOf(stages.inputMs),
      encodeMs: timingOf(stages.encodeMs),
      submitMs: timingOf(stages.submitMs),
      waitMs: timingOf(stages.waitMs),
      readMs: timingOf(stages.readMs),
    },
    effective: { gflops, shareOfFlops: peaks && (gflops * 1e9) / peaks.flopsPerSecond },
    layers: profile.layers && measuredLayers(profile.layers, peaks),
    ...{ coldStartMs, pageStarts, pipelines },
    held: {
      ...{ slots: activationBytes, weights: weightBytes, params: paramBytes },
      total: activationBytes + weightBytes + paramBytes,
    },
    ...{
      backend: runtime.backend,
      tuned: tune,
      precision,
      throughput,
      race: raced,
      variants: profiles,
    },
  };
}

/** Loads the model and fills its inputs with seeded numbers in [−1, 1). */
async function openModel(
  page: ModelPage,
  { name, bytes, folder }: ModelFile,
  { tune, precision, runtime }: MeasureOptions,
) {
  try {
    const url = page.offer(bytes);
    const beside = folder === undefined ? null : page.offerFolder(folder);
    const opened = await page.call('openBench', { url, beside, name, tune, precision, runtime });
    const random = seededRandom(SEED);
    const inputFiles = opened.inputs.map(({ name: input, shape }) => {
      const length = shape.reduce((count, size) => count * size, 1);
      const data = Float32Array.from({ length }, () => 2 * random() - 1);
      return { name: input, url: page.offer(new Uint8Array(data.buffer)) };
    });
    await page.call('fillBench', { inputs: inputFiles });
    return { ...opened, url, beside, inputFiles };
  } catch (error) {
    throw namingFile(error, name, ['model-format', 'unsupported']);
  }
}

function offerPeers(page: ModelPage, peers: readonly InstalledPeer[]): OfferedPeer[] {
  return peers.map((peer) => ({
    ...peer,
    folders: peer.folders.map((folder) => page.offerFolder(folder)),
  }));
}

/** Fresh pages of ours and of the peers, on the same inputs. */
async function measureStarts(
  page: ModelPage,
  web: WebPages,
  file: ModelFile,
  { url, beside, inputFiles, inputs, outputs }: Awaited<ReturnType<typeof openModel>>,
  peers: readonly OfferedPeer[],
  runtime: RuntimeOptions,
) {
  const { name, bytes } = file;
  const library = '/kindling.js';
  const start = { library, model: url, beside, name, inputs: inputFiles, runtime };
  if (peers.length === 0) return measurePageStarts(page, web, start, []);
  const [{ readModel }, { toOnnx }] = await Promise.all([importLibrary(), importTools()]);
  const onnx = page.offer(await toOnnx(await readModel(bytes, { ...readOptionsOf(file), name })));
  const inputShapes = Object.fromEntries(inputs.map((input) => [input.name, input.shape]));
  const peerStarts = peers.map((peer) => {
    return { name: peer.name, folders: peer.folders, onnx, inputShapes, outputs };
  });
  return measurePageStarts(page, web, start, peerStarts);
}

async function measureThroughput(page: ModelPage, runs: number) {
  const inferences = Math.max(LEAST_INFERENCES, runs);
  const measured: { inFlight: number; imagesPerSecond: number }[] = [];
  for (const inFlight of IN_FLIGHT) {
    const { imagesPerSecond } = await page.call('throughput', { inFlight, inferences });
    measured.push({ inFlight, imagesPerSecond });
  }
  return measured;
}

async function measureColdStarts(page: ModelPage) {
  const progress = itemProgress('cold starts');
  const starts: { durationMs: number; longestTaskMs: number | null }[] = [];
  try {
    for (let repeat = 0; repeat < COLD_STARTS; repeat++) {
      progress.update(repeat, COLD_STARTS);
      starts.push(await page.call('coldStart', null));
    }
  } finally {
    progress.stop();
  }
  return {
    ...timingOf(starts.map(({ durationMs }) => durationMs)),
    longestTaskMs: longestOf(starts.map(({ longestTaskMs }) => longestTaskMs)),
    repeats: COLD_STARTS,
  };
}

function longestOf(durationsMs: readonly (number | null)[]): number | null {
  const told = durationsMs.filter((durationMs) => durationMs !== null);
  return told.length === 0 ? null : Math.max(...told);
}
