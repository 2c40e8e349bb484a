// What each network holds on the GPU: weights, and slots for the values between layers.
import type { NetworkResult } from '../results';
import { SERIES } from './colours';
import { type Draw, PLOT_CLASS } from './figure';

/** Parts of what is held, in the order in which they are stacked. */
export const MEMORY_PARTS = ['weights', 'slots', 'params'] as const;

/** Draws it. */
export function drawMemory(networks: readonly NetworkResult[]): Draw {
  const bars = networks.flatMap(({ name, held }) =>
    MEMORY_PARTS.map((part) => ({ name, part, megabytes: held[part] / 1e6 })),
  );
  return (plot, width) =>
    plot.plot({
      ...{ className: PLOT_CLASS, width, height: 52 + 24 * networks.length },
      ...{ marginLeft: width < 420 ? 138 : 160, marginRight: 16, marginTop: 30, marginBottom: 8 },
      x: { label: 'MB →', grid: true, axis: 'top', ticks: width < 420 ? 3 : 6 },
      y: { domain: networks.map(({ name }) => name), label: null, tickSize: 0 },
      color: { type: 'ordinal', domain: MEMORY_PARTS, range: SERIES },
      marks: [
        plot.barX(
          bars,
          plot.stackX({
            x: 'megabytes',
            y: 'name',
            fill: 'part',
            order: [...MEMORY_PARTS],
            insetTop: 2,
            insetBottom: 2,
          }),
        ),
        plot.ruleX([0], { stroke: 'var(--line)' }),
      ],
    });
}
