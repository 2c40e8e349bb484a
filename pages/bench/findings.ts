// What charts show, in one sentence each: their labels for those who do not see them, and their captions for all.
import { AS_GOOD } from '../../bench/speed';
import { formatBytes, formatMs, formatPercent } from '../shared/format';
import type { LayerPoint } from './layer-points';
import type { NetworkResult, VariantTableResult } from './results';

/** What a chart of scaling has along its horizontal axis. */
export type ScalingAxis = 'macs' | 'alpha' | 'rho';

/** What stays the same in a series, and what is predicted of it. */
const SCALING = {
  macs: { fixed: null, power: 1, words: 'multiply-adds' },
  alpha: { fixed: 'rho', power: 2, words: 'α²' },
  rho: { fixed: 'alpha', power: 2, words: 'ρ²' },
} as const;

/** How near the layers of a network come to what the peaks allow. */
export function rooflineFinding(name: string, points: readonly LayerPoint[]): string {
  const known = points.filter(({ shareOfRoof }) => shareOfRoof !== null);
  const best = known.toSorted((a, b) => (b.shareOfRoof ?? 0) - (a.shareOfRoof ?? 0))[0];
  if (!best) return `No layer of ${name} can be held against the peaks.`;
  const half = known.filter(({ shareOfRoof }) => (shareOfRoof ?? 0) >= 0.5).length;
  const share = formatPercent(best.shareOfRoof ?? 0);
  return `${half === 0 ? 'None' : half} of ${known.length} layers of ${name} reach${half === 1 || half === 0 ? 'es' : ''} half or more of what the peaks allow; ${best.name} comes nearest, with ${share}.`;
}

/** What doubling work, width or resolution does to time, from the ends of the longest series. */
export function scalingFinding(networks: readonly NetworkResult[], axis: ScalingAxis): string {
  const { fixed, power, words } = SCALING[axis];
  const large = networks.toSorted((a, b) => a.macs - b.macs).at(-1);
  const series = networks
    .filter((each) => fixed === null || each[fixed] === large?.[fixed])
    .toSorted((a, b) => a.macs - b.macs);
  const [small] = series;
  if (!small || !large || small === large) return 'One size alone has no scaling.';
  const predicted = ((large[axis] ?? 0) / (small[axis] ?? 0)) ** power;
  const time = large.inferenceMs.median / small.inferenceMs.median;
  return `${large.name} takes ${time.toFixed(1)} times as long as ${small.name}; by ${words} alone it would be ${predicted.toFixed(1)} times.`;
}

/** Where the time goes. */
export function layersFinding(name: string, points: readonly LayerPoint[]): string {
  const total = points.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const slowest = points.toSorted((a, b) => b.durationMs - a.durationMs)[0];
  if (!slowest || total === 0)
    return `The layers of ${name} are too short for this browser’s clock.`;
  const share = formatPercent(slowest.durationMs / total);
  return `The slowest of the ${points.length} layers of ${name} is ${slowest.name}: ${formatMs(slowest.durationMs)}, ${share} of the sum.`;
}

/** How good the choices of kernels are. */
export function variantsFinding({ network, shapes }: VariantTableResult): string {
  const good = shapes.filter(({ chosen, variants }) => {
    const own = variants.find(({ variant }) => variant === chosen);
    return own !== undefined && own.ms <= AS_GOOD * (variants[0]?.ms ?? 0);
  }).length;
  return `For ${good} of ${shapes.length} layer shapes of ${network} the kernel that Kindling chose is the fastest or within 5 % of it.`;
}

/** What is held, at most and at least. */
export function memoryFinding(networks: readonly NetworkResult[]): string {
  const sorted = networks.toSorted((a, b) => heldBytes(a) - heldBytes(b));
  const [least] = sorted;
  const most = sorted.at(-1);
  if (!least || !most) return 'Nothing is held yet.';
  if (least === most) return `${least.name} holds ${formatBytes(heldBytes(least))}.`;
  return `From ${formatBytes(heldBytes(least))} for ${least.name} to ${formatBytes(heldBytes(most))} for ${most.name}.`;
}

/** All that a network holds on the GPU. */
export function heldBytes({ held }: NetworkResult): number {
  return held.slots + held.weights + held.params;
}

/** A variant without what all have in common. */
export function shortVariant(variant: string): string {
  return variant.replace('__f32_nhwc4', '').replaceAll('_', ' ');
}
