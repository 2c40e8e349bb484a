// The table of layer shapes by kernel variant: shape × variant × time × share of the peak.
import { gflopsOf } from '../../bench/speed';
import type { BenchmarkResults, VariantTableResult } from './results';

/** One variant of one shape. */
export interface VariantRow {
  readonly shape: string;
  /** How many layers of the network have it. */
  readonly layers: number;
  readonly macs: number;
  readonly variant: string;
  readonly isChosen: boolean;
  readonly ms: number;
  /** Times what the fastest takes; 1 for it. */
  readonly besideBest: number;
  /** Null where the time was too short for the clock. */
  readonly gflops: number | null;
  /** Of the peak arithmetic; null without peaks too. */
  readonly shareOfFlops: number | null;
}

/** Rows, shape by shape, the fastest variant of each first. */
export function variantRows(
  { shapes }: VariantTableResult,
  peaks: BenchmarkResults['peaks'],
): VariantRow[] {
  return shapes.flatMap(({ shape, layers, macs, chosen, variants }) => {
    const best = variants[0]?.ms ?? 0;
    return variants.map(({ variant, ms }) => {
      const gflops = ms > 0 ? gflopsOf(macs, ms) : null;
      return {
        ...{ shape, layers: layers.length, macs, variant, ms, gflops },
        isChosen: variant === chosen,
        besideBest: best > 0 ? ms / best : 1,
        shareOfFlops: peaks && gflops !== null ? (gflops * 1e9) / peaks.flopsPerSecond : null,
      };
    });
  });
}
