// What a sweep's measurements say about the papers' rules: that time goes with the multiply-adds, and these with
// α² and ρ². Pure functions of the measurements.
import {
  type Blame,
  blameFor,
  type GroupShare,
  type LayerExcess,
  pointwiseNsPerMac,
  sharesOf,
  slowestLayers,
} from './blame';
import type { MeasuredNetwork, SweepGrid } from './measure';
import { fitExponent } from './power-law';
import { type TimedNetwork, timedNetwork } from './timed-network';

/** A network's costs as shares of the base network's. */
interface Ratios {
  /** Multiply-adds: the prediction. */
  readonly macs: number;
  /** α²·ρ²: the papers' rule of thumb for them. */
  readonly rule: number;
  readonly time: number;
}

/** One network beside its prediction. */
export interface SweepPoint extends TimedNetwork {
  readonly nsPerMac: number;
  readonly ratios: Ratios;
  /** How often the predicted time it takes; 1 where the prediction is right. */
  readonly timesPrediction: number;
  readonly shares: readonly GroupShare[] | null;
  /** The layers that take longest beyond their multiply-adds at the pace of the base's pointwise layers. */
  readonly slowest: readonly LayerExcess[] | null;
  /** Which layers the difference comes from; null without timestamps, and for the base itself. */
  readonly blame: Blame | null;
}

/** Exponents of time and of multiply-adds over one multiplier, the other being `fixed`. */
export interface GrowthLine {
  readonly fixed: number;
  readonly time: number;
  readonly macs: number;
}

/** A whole sweep. */
export interface SweepAnalysis {
  readonly base: { readonly alpha: number; readonly rho: number };
  readonly points: readonly SweepPoint[];
  readonly growth: { readonly alpha: readonly GrowthLine[]; readonly rho: readonly GrowthLine[] };
  /** Nanoseconds per multiply-add of the base's median pointwise layer; null without timestamps. */
  readonly pointwiseNsPerMac: number | null;
}

const SLOWEST = 5;

/** Compares every network with the base: α 1 at 224 pixels, or else the largest one. */
export function analyseSweep(measured: readonly MeasuredNetwork[], grid: SweepGrid): SweepAnalysis {
  const networks = measured.map(timedNetwork);
  const base = baseOf(networks);
  const nsPerMac = pointwiseNsPerMac(base);
  const points = networks.map((network) => ({
    ...comparedWith(base, network),
    slowest: network.layers && slowestLayers(network.layers, nsPerMac ?? 0, SLOWEST),
  }));
  return {
    base: { alpha: base.alpha, rho: base.rho },
    points,
    growth: {
      alpha: grid.rhos.flatMap((rho) =>
        growthLine(rho, points, (point) => (point.rho === rho ? point.alpha : null)),
      ),
      rho: grid.alphas.flatMap((alpha) =>
        growthLine(alpha, points, (point) => (point.alpha === alpha ? point.rho : null)),
      ),
    },
    pointwiseNsPerMac: nsPerMac,
  };
}

function baseOf(networks: readonly TimedNetwork[]): TimedNetwork {
  const [largest] = networks.toSorted((a, b) => b.macs - a.macs);
  const base = networks.find(({ alpha, rho }) => alpha === 1 && rho === 224) ?? largest;
  if (!base) throw new RangeError('A sweep needs a network.');
  return base;
}

function comparedWith(base: TimedNetwork, network: TimedNetwork): Omit<SweepPoint, 'slowest'> {
  const { alpha, rho, macs, inferenceMs, layers } = network;
  const ratios = {
    macs: macs / base.macs,
    rule: (alpha / base.alpha) ** 2 * (rho / base.rho) ** 2,
    time: inferenceMs.median / base.inferenceMs.median,
  };
  return {
    ...network,
    nsPerMac: (inferenceMs.median * 1e6) / macs,
    ratios,
    timesPrediction: ratios.time / ratios.macs,
    shares: layers && sharesOf(layers),
    blame: network === base ? null : blameFor(network, base),
  };
}

function growthLine(
  fixed: number,
  points: readonly SweepPoint[],
  xOf: (point: SweepPoint) => number | null,
): GrowthLine[] {
  const exponent = (y: (point: SweepPoint) => number) =>
    fitExponent(
      points.flatMap((point) => {
        const x = xOf(point);
        return x === null ? [] : [{ x, y: y(point) }];
      }),
    );
  const time = exponent(({ inferenceMs }) => inferenceMs.median);
  const macs = exponent((point) => point.macs);
  return time === null || macs === null ? [] : [{ fixed, time, macs }];
}
