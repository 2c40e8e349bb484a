// MobileNet's times over its multipliers, beside what α² and ρ² predict.
import type { ScalingAxis } from '../findings';
import type { NetworkResult } from '../results';
import { SERIES } from './colours';
import { type Draw, PLOT_CLASS } from './figure';

/** A MobileNet with both multipliers. */
interface Point {
  readonly alpha: number;
  readonly rho: number;
  readonly macs: number;
  readonly ms: number;
  readonly p10: number;
  readonly p90: number;
  readonly series: string;
}

/** Pixels: of a chart, above and below its lines, and of a name. */
const HEIGHT = 300;
const MARGINS = { marginTop: 24, marginBottom: 42 };
const NAME_HEIGHT = 12;

const LABELS = {
  macs: 'multiply-adds (millions) →',
  alpha: 'width multiplier α →',
  rho: 'input side ρ (px) →',
} as const;

/** Draws times over one of them; the dashed lines are the prediction, through the largest network of each series. */
export function drawScaling(networks: readonly NetworkResult[], axis: ScalingAxis): Draw {
  const points = pointsOf(networks, axis);
  const series = [...new Set(points.map((point) => point.series))];
  const lines = predictions(points, axis);
  return (plot, width) =>
    plot.plot({
      ...{
        className: PLOT_CLASS,
        width,
        height: HEIGHT,
        marginLeft: 48,
        ...MARGINS,
      },
      ...{ marginRight: 66 },
      x: { type: 'log', label: LABELS[axis], ...ticksOf(points, axis) },
      y: { type: 'log', label: '↑ ms', grid: true, tickFormat: plain, ticks: 6 },
      color: { type: 'ordinal', domain: series, range: SERIES },
      marks: [
        plot.line(lines, {
          ...{ x: axis, y: 'ms', z: 'series', stroke: 'var(--quiet)', strokeDasharray: '4 4' },
        }),
        plot.line(points, { x: axis, y: 'ms', z: 'series', stroke: 'series', strokeWidth: 1.5 }),
        plot.ruleX(points, { x: axis, y1: 'p10', y2: 'p90', stroke: 'series', strokeOpacity: 0.6 }),
        plot.dot(points, { x: axis, y: 'ms', fill: 'series', r: 4, tip: true }),
        // Each series has its name at its end, so that colour is not all that tells it.
        plot.text(namePlaces(points, lines), {
          ...{ x: axis, y: 'ms', text: 'series', textAnchor: 'start', dx: 8 },
          ...{ fill: 'var(--text)' },
        }),
      ],
    });
}

function pointsOf(networks: readonly NetworkResult[], axis: ScalingAxis): Point[] {
  return networks
    .flatMap(({ alpha, rho, macs, inferenceMs: { median: ms, p10, p90 } }): Point[] => {
      if (alpha === null || rho === null) return [];
      const series = axis === 'rho' ? `α ${alpha}` : `ρ ${rho}`;
      return [{ alpha, rho, macs: macs / 1e6, ms, p10, p90, series }];
    })
    .toSorted((a, b) => a[axis] - b[axis]);
}

/** Time ∝ α², time ∝ ρ², or time ∝ multiply-adds, from the largest network of each series downwards. */
function predictions(points: readonly Point[], axis: ScalingAxis): Point[] {
  const power = axis === 'macs' ? 1 : 2;
  const largest = new Map(points.map((point) => [point.series, point])); // the last one stays
  return points.flatMap((point) => {
    const end = largest.get(point.series);
    return end ? [{ ...point, ms: end.ms * (point[axis] / end[axis]) ** power }] : [];
  });
}

/** Where the series' names stand: at their ends, moved apart where these are closer than a name is high. */
function namePlaces(points: readonly Point[], lines: readonly Point[]): Point[] {
  const ends = [...new Map(points.map((point) => [point.series, point])).values()].toSorted(
    (a, b) => a.ms - b.ms,
  );
  const heights = [...points, ...lines].flatMap(({ ms, p10, p90 }) => [ms, p10, p90]);
  const pixels = HEIGHT - MARGINS.marginTop - MARGINS.marginBottom;
  const least = (NAME_HEIGHT * Math.log(Math.max(...heights) / Math.min(...heights))) / pixels;
  const places: number[] = [];
  for (const { ms } of ends)
    places.push(Math.max(Math.log(ms), (places.at(-1) ?? -Infinity) + least));
  const moved = places.map((place, at) => place - Math.log(ends[at]?.ms ?? 1));
  const back = moved.reduce((sum, each) => sum + each, 0) / Math.max(1, moved.length);
  return ends.map((end, at) => ({ ...end, ms: Math.exp((places[at] ?? 0) - back) }));
}

/** Multipliers are few: each is a tick. */
function ticksOf(points: readonly Point[], axis: ScalingAxis) {
  if (axis === 'macs') return { ticks: 5, tickFormat: plain };
  return { ticks: [...new Set(points.map((point) => point[axis]))], tickFormat: plain };
}

function plain(tick: number): string {
  return String(Number(tick.toPrecision(3)));
}
