// The roofline: a dot for each layer, at its operations per byte and per second, under what the peaks allow.
import type * as PlotLibrary from '@observablehq/plot';
import { digits } from '../digits';
import { type LayerPoint, roofAt } from '../layer-points';
import type { BenchmarkResults } from '../results';
import { kindColour, kindSymbol } from './colours';
import { type Draw, PLOT_CLASS } from './figure';

type Peaks = NonNullable<BenchmarkResults['peaks']>;

/** A layer that has a place on both logarithmic axes. */
interface Dot extends LayerPoint {
  readonly gflops: number;
}

/** Draws it; layers without multiply-adds, or too short for the clock, have no place on logarithmic axes. */
export function drawRoofline(points: readonly LayerPoint[], peaks: Peaks): Draw {
  const dots = points.filter(hasPlace);
  const ridge = peaks.flopsPerSecond / peaks.bytesPerSecond;
  const intensities = [...dots.map(({ intensity }) => intensity), ridge];
  const from = Math.min(...intensities) / 1.6;
  const to = Math.max(...intensities) * 2.5;
  const rates = dots.map(({ gflops }) => gflops);
  const least = Math.min(...rates, peaks.flopsPerSecond / 1e10) / 1.6;
  const most = Math.max(...rates, peaks.flopsPerSecond / 1e9) * 1.3;
  const roof = [from, ridge, to].map((intensity) => ({
    intensity,
    gflops: roofAt(intensity, peaks),
  }));
  return (plot, width) =>
    plot.plot({
      ...{ className: PLOT_CLASS, width, height: Math.round(Math.min(460, 220 + width / 4)) },
      ...{ marginLeft: 52, marginBottom: 42, marginTop: 24 },
      x: { type: 'log', domain: [from, to], label: 'FLOP per byte →', ...logTicks(width) },
      y: { type: 'log', domain: [least, most], label: '↑ GFLOP/s', grid: true, ...logTicks(400) },
      color: kindColour,
      symbol: kindSymbol,
      marks: [
        plot.line(roof, { x: 'intensity', y: 'gflops', stroke: 'var(--accent)', strokeWidth: 2.5 }),
        ...roofLabels(plot, peaks, from, to),
        plot.dot(dots, {
          ...{ x: 'intensity', y: 'gflops', stroke: 'kind', symbol: 'kind', r: 4.5 },
          ...{ strokeWidth: 1.8, fill: 'kind', fillOpacity: 0.25, tip: true },
          channels: { layer: 'name' },
        }),
      ],
    });
}

function hasPlace(point: LayerPoint): point is Dot {
  return point.gflops !== null && point.gflops > 0 && point.intensity > 0;
}

function roofLabels(plot: typeof PlotLibrary, peaks: Peaks, from: number, to: number) {
  const arithmetic = `${digits(peaks.flopsPerSecond / 1e9)} GFLOP/s`;
  const traffic = `${digits(peaks.bytesPerSecond / 1e9)} GB/s`;
  const label = (
    text: string,
    x: number,
    anchor: 'start' | 'end',
    [dx, dy]: readonly [number, number],
  ) =>
    plot.text([{ x, y: roofAt(x, peaks) }], {
      ...{ x: 'x', y: 'y', text: () => text, textAnchor: anchor, dx, dy },
      ...{ fill: 'var(--accent)', fontWeight: 600 },
    });
  return [label(arithmetic, to, 'end', [0, -10]), label(traffic, from, 'start', [18, 8])];
}

/** Few ticks where there is little room, and plain numbers. */
function logTicks(width: number) {
  return {
    ticks: width < 420 ? 4 : 8,
    tickFormat: (tick: number) => String(Number(tick.toPrecision(2))),
  };
}
