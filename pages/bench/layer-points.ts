// Layers held against the adapter's peaks: what the roofline plot and the tables show.
import { gflopsOf } from '../../bench/speed';
import type { BenchmarkResults, LayerResult } from './results';

/** What computes a layer, as charts tell layers apart. */
export const LAYER_KINDS = [
  '1×1 and matrices',
  'depthwise',
  'other convolutions',
  'no multiply-adds',
] as const;
type LayerKind = (typeof LAYER_KINDS)[number];

/** A layer beside the peaks. */
export interface LayerPoint extends LayerResult {
  readonly kind: LayerKind;
  /** Operations per byte: two for each multiply-add. */
  readonly intensity: number;
  /** Billions of operations a second; null where the time was too short for the clock. */
  readonly gflops: number | null;
  readonly gigabytesPerSecond: number | null;
  /** Of the most that the peaks allow at this intensity; null without peaks, time or multiply-adds. */
  readonly shareOfRoof: number | null;
  /** Of the peak arithmetic. */
  readonly shareOfFlops: number | null;
}

type Peaks = BenchmarkResults['peaks'];

/** All layers in order. */
export function layerPoints(layers: readonly LayerResult[], peaks: Peaks): LayerPoint[] {
  return layers.map((layer) => {
    const { macs, bytesMoved, durationMs } = layer;
    const intensity = bytesMoved > 0 ? (2 * macs) / bytesMoved : 0;
    const isTimed = durationMs > 0;
    const gflops = isTimed ? gflopsOf(macs, durationMs) : null;
    const known = peaks && gflops ? { peaks, gflops } : null;
    return {
      ...layer,
      kind: kindOf(layer),
      intensity,
      gflops,
      gigabytesPerSecond: isTimed ? bytesMoved / durationMs / 1e6 : null,
      shareOfRoof: known && known.gflops / roofAt(intensity, known.peaks),
      shareOfFlops: known && (known.gflops * 1e9) / known.peaks.flopsPerSecond,
    };
  });
}

/** The most GFLOP/s that the peaks allow at an intensity (Williams, Waterman and Patterson 2009). */
export function roofAt(intensity: number, peaks: NonNullable<Peaks>): number {
  return Math.min(peaks.flopsPerSecond, intensity * peaks.bytesPerSecond) / 1e9;
}

/** Whether every time is a whole number of tenths of a millisecond: then the browser rounds its timestamps. */
export function areRounded(layers: readonly LayerResult[]): boolean {
  const isTenth = ({ durationMs }: LayerResult) =>
    Math.abs(durationMs * 10 - Math.round(durationMs * 10)) < 1e-6;
  return layers.length > 0 && layers.every(isTenth);
}

function kindOf({ op, kernel, macs }: LayerResult): LayerKind {
  if (macs === 0) return 'no multiply-adds';
  if (kernel.startsWith('depthwise')) return 'depthwise';
  const isProduct = kernel.startsWith('conv2d-pointwise') || kernel.startsWith('matmul');
  return isProduct || op === 'fully-connected' ? '1×1 and matrices' : 'other convolutions';
}
