// A measured network with its medians.
import { median, quantile } from '../../src/util/statistics';
import type { MeasuredLayer, MeasuredNetwork } from './measure';

/** Milliseconds over the rounds. */
interface Timing {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/** One layer with its median time. */
export interface TimedLayer extends MeasuredLayer {
  readonly durationMs: number;
}

/** One network with what follows from its rounds. */
export interface TimedNetwork extends Omit<MeasuredNetwork, 'layers'> {
  readonly inferenceMs: Timing;
  readonly layers: readonly TimedLayer[] | null;
}

/** Takes the median of every time over the rounds. */
export function timedNetwork(network: MeasuredNetwork): TimedNetwork {
  const { roundsMs, layers } = network;
  return {
    ...network,
    inferenceMs: {
      median: median(roundsMs),
      p10: quantile(roundsMs, 0.1),
      p90: quantile(roundsMs, 0.9),
    },
    layers: layers?.map((layer) => ({ ...layer, durationMs: median(layer.roundsMs) })) ?? null,
  };
}
