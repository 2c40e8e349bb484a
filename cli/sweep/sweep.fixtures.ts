// Sweeps as they would be measured if time followed a formula: for the tests of what is made of them.
import type { LayerGroup } from './layer-groups';
import type { MeasuredLayer, MeasuredNetwork } from './measure';
import { type TimedNetwork, timedNetwork } from './timed-network';

const LAYERS = [
  { name: 'conv1', group: 'first convolution', kernel: 'conv2d-direct' },
  { name: 'dw', group: 'depthwise', kernel: 'depthwise-conv2d' },
  { name: 'pw', group: 'pointwise', kernel: 'conv2d-pointwise' },
  { name: 'fc', group: 'rest', kernel: 'fully-connected' },
  { name: 'prob', group: 'rest', kernel: 'softmax' },
] as const;

/** Nanoseconds per multiply-add of each group; the last layer, which multiplies nothing, takes `restMs`. */
export interface Pace {
  readonly ns?: Partial<Record<LayerGroup, number>>;
  readonly restMs?: number;
  /** What no layer accounts for. */
  readonly outsideMs?: number;
}

/** Multiply-adds of each layer, in millions; pointwise goes with α²ρ², the others as in a real network. */
function megaMacs(alpha: number, rho: number): readonly number[] {
  const area = (rho / 224) ** 2;
  return [10 * alpha * area, 20 * alpha * area, 960 * alpha ** 2 * area, 10 * alpha, 0];
}

/** A network whose layers take 1 ns per multiply-add unless `pace` says otherwise; `factors` is one for each round. */
export function measuredNetwork(
  alpha: number,
  rho: number,
  { ns = {}, restMs = 0, outsideMs = 0 }: Pace = {},
  factors: readonly number[] = [1],
): MeasuredNetwork {
  const counts = megaMacs(alpha, rho).map((count) => count * 1e6);
  const layers: MeasuredLayer[] = LAYERS.map((layer, index) => {
    const macs = counts[index] ?? 0;
    const durationMs = macs === 0 ? restMs : (macs * (ns[layer.group] ?? 1)) / 1e6;
    return { ...layer, macs, variant: '', roundsMs: factors.map((factor) => factor * durationMs) };
  });
  const roundsMs = factors.map((factor, round) =>
    layers.reduce((sum, layer) => sum + (layer.roundsMs[round] ?? 0), factor * outsideMs),
  );
  const macs = counts.reduce((a, b) => a + b, 0);
  return { name: `m-${alpha}-${rho}`, alpha, rho, macs, roundsMs, layers };
}

/** The same with its medians. */
export function timedFixture(...given: Parameters<typeof measuredNetwork>): TimedNetwork {
  return timedNetwork(measuredNetwork(...given));
}
