// The layers of a network as bars, in the order in which they run.
import { digits } from '../digits';
import type { LayerPoint } from '../layer-points';
import { kindColour } from './colours';
import { type Draw, PLOT_CLASS } from './figure';

/** More bars than this nobody reads: then it is the slowest of them. */
export const MOST_BARS = 48;

/** Draws them. */
export function drawLayers(points: readonly LayerPoint[]): Draw {
  const shown = slowestInOrder(points);
  const bars = shown.map((point, index) => ({ ...point, row: `${index} ${point.name}` }));
  const names = new Map(bars.map(({ row, name }) => [row, name]));
  return (plot, width) => {
    const letters = width < 420 ? 14 : 28;
    return plot.plot({
      ...{ className: PLOT_CLASS, width, height: 56 + 17 * bars.length },
      ...{ marginLeft: 7 * letters, marginRight: 48, marginTop: 30, marginBottom: 8 },
      x: { label: 'ms →', grid: true, axis: 'top', ticks: width < 420 ? 3 : 6 },
      y: {
        domain: bars.map(({ row }) => row),
        label: null,
        tickSize: 0,
        tickFormat: (row: string) => shorten(names.get(row) ?? '', letters),
      },
      color: kindColour,
      marks: [
        plot.barX(bars, { x: 'durationMs', y: 'row', fill: 'kind', insetTop: 1, insetBottom: 1 }),
        plot.text(bars, {
          ...{ x: 'durationMs', y: 'row', text: ({ durationMs }) => digits(durationMs) },
          ...{ textAnchor: 'start', dx: 4, fill: 'var(--text)' },
        }),
        plot.ruleX([0], { stroke: 'var(--line)' }),
      ],
    });
  };
}

/** As many as are shown, the slowest, in their own order. */
function slowestInOrder(points: readonly LayerPoint[]): readonly LayerPoint[] {
  const bySpeed = points.toSorted((a, b) => b.durationMs - a.durationMs);
  const kept = new Set(bySpeed.slice(0, MOST_BARS));
  return points.filter((point) => kept.has(point));
}

/** The end of a name says more than its beginning. */
function shorten(name: string, letters: number): string {
  return name.length <= letters ? name : `…${name.slice(1 - letters)}`;
}
