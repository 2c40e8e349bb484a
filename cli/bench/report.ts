// What `kindling bench --model` found out, as the document that `--json` prints.

import { AGREEMENT, type PeerName } from '../../bench/contenders/contender';
import { gflopsOf } from '../../bench/speed';
import type { BackendKind, Precision } from '../../src/index';
import type { AdapterPeaks, LayerProfile, Timing, VariantProfile } from '../../src/tools/index';
import { timingOf } from '../../src/util/statistics';
import type { AdapterSummary, StageTimes } from '../page-session';

/** A layer beside the adapter's peaks. Shares are null where the peaks could not be measured. */
export interface MeasuredLayer extends LayerProfile {
  /** Multiplications and additions, two for each MAC, in billions a second. */
  readonly gflops: number;
  /** Bytes read and written, in billions a second. */
  readonly gigabytesPerSecond: number;
  /** Of the peak arithmetic. */
  readonly shareOfFlops: number | null;
  /** Of the peak memory traffic; above 1 where caches hold what the layer reads. */
  readonly shareOfTraffic: number | null;
}

/** A peer's times, next to ours of the same run. */
export interface PeerReport {
  readonly peer: PeerName;
  /** Package and version. */
  readonly version: string;
  /** Why it did not run; null where it did. */
  readonly failure: string | null;
  /** How it was set up; empty where it did not run. */
  readonly settings: string;
  /** Loading its code. */
  readonly loadMs: number | null;
  /** Every inference from input in memory to outputs in memory. */
  readonly inferenceMs: Timing | null;
  /** Largest difference from our answers over the largest value, of all runs. */
  readonly difference: number | null;
  /** Whether the answers agree; times of a peer that disagrees are void. */
  readonly agrees: boolean;
  /** Our median over its median; null where void. */
  readonly ratio: number | null;
}

/** Our times in the same turns as the peers'. */
export interface RaceReport {
  readonly rounds: number;
  /** Inferences of a turn; of several, the first does not count. */
  readonly inARow: number;
  readonly inferenceMs: Timing;
  readonly peers: readonly PeerReport[];
}

/** One runtime's fresh pages. */
export interface PageStartReport {
  readonly runtime: 'kindling' | PeerName;
  /** Navigation → first answer; null where it does not answer. */
  readonly startMs: Timing | null;
  /** Code, model and inputs in memory → first answer, in the same pages. */
  readonly coldMs: Timing | null;
  /** Why it does not answer; null where it does. */
  readonly failure: string | null;
  /** Largest difference from our answers over the largest value. */
  readonly difference: number | null;
  /** Our medians over its medians; null where its answers differ from ours. */
  readonly ratio: number | null;
  readonly coldRatio: number | null;
}

/** All fresh pages. */
export interface PageStartsReport {
  readonly repeats: number;
  /** Ours first. */
  readonly runtimes: readonly PageStartReport[];
}

/** The document. */
export interface BenchReport {
  readonly model: string;
  readonly adapter: AdapterSummary;
  /** What ran it, with versions. */
  readonly host: string;
  /** What computes. */
  readonly backend: BackendKind;
  readonly macs: number;
  /** Null without timestamps, and on the CPU. */
  readonly peaks: { readonly gflops: number; readonly gigabytesPerSecond: number } | null;
  readonly runs: number;
  readonly inferenceMs: Timing;
  /**
   * From inputs to outputs in memory, in turns: with the submits that hurry answers, and without. Null where the device tells
   * of finished work at once.
   */
  readonly answers: { readonly hurriedMs: Timing; readonly waitedMs: Timing } | null;
  /** What becomes of the time from inputs to outputs in memory; null on the CPU. */
  readonly stages: Readonly<Record<keyof StageTimes, Timing>> | null;
  /** Of the whole network, by its median. */
  readonly effective: { readonly gflops: number; readonly shareOfFlops: number | null };
  readonly layers: readonly MeasuredLayer[] | null;
  /** Model in memory → first answer, with a runtime and a device of its own each time, in a page that ran the model before. */
  readonly coldStartMs: Timing & {
    /** What blocked the page longest in any of them; 0 when nothing did for 50 ms, null where nobody tells. */
    readonly longestTaskMs: number | null;
    readonly repeats: number;
  };
  /** Navigation → first answer of fresh pages, those of peers too; null in Node. */
  readonly pageStarts: PageStartsReport | null;
  readonly pipelines: number;
  /** Bytes on the GPU, or of values and weights on the CPU. */
  readonly held: {
    readonly slots: number;
    readonly weights: number;
    readonly params: number;
    readonly total: number;
  };
  /** Images per second with so many inferences under way at once. */
  readonly throughput: readonly { readonly inFlight: number; readonly imagesPerSecond: number }[];
  /** Whether kernels were chosen by measurement; never for cold starts. */
  readonly tuned: boolean;
  readonly precision: Precision;
  /** Null without `--peers`. */
  readonly race: RaceReport | null;
  /** Null without `--variants`. */
  readonly variants: readonly VariantProfile[] | null;
}

/** Layers beside the peaks. */
export function measuredLayers(
  layers: readonly LayerProfile[],
  peaks: AdapterPeaks | null,
): MeasuredLayer[] {
  return layers.map((layer) => {
    const { macs, bytesMoved, durationMs } = layer;
    const gflops = gflopsOf(macs, durationMs);
    const gigabytesPerSecond = durationMs > 0 ? bytesMoved / durationMs / 1e6 : 0;
    return {
      ...layer,
      gflops,
      gigabytesPerSecond,
      shareOfFlops: peaks && (gflops * 1e9) / peaks.flopsPerSecond,
      shareOfTraffic: peaks && (gigabytesPerSecond * 1e9) / peaks.bytesPerSecond,
    };
  });
}

/** What came of a peer that ran; `differences` are those of all its runs, the first included. */
export interface PeerRuns {
  readonly peer: PeerName;
  readonly version: string;
  readonly settings: string;
  readonly loadMs: number;
  readonly durationsMs: readonly number[];
  readonly differences: readonly number[];
}

/** Times of a peer beside ours. A peer that once gave other answers has no ratio. */
export function peerReport(runs: PeerRuns, ownMs: Timing): PeerReport {
  const { peer, version, settings, loadMs } = runs;
  const inferenceMs = timingOf(runs.durationsMs);
  const difference = Math.max(...runs.differences);
  // Negated, so that a NaN does not agree.
  const agrees = difference <= AGREEMENT;
  return {
    ...{ peer, version, failure: null, settings, loadMs, inferenceMs },
    ...{ difference, agrees },
    ratio: agrees ? ownMs.median / inferenceMs.median : null,
  };
}

/** A peer that did not run. */
export function failedPeer(peer: PeerName, version: string, failure: string): PeerReport {
  return {
    ...{ peer, version, failure, settings: '', loadMs: null, inferenceMs: null },
    ...{ difference: null, agrees: false, ratio: null },
  };
}
