// Kernel variants side by side: a row for each layer shape, a dot for each variant that can compute it.
import type { VariantTableResult } from '../results';
import { type Draw, PLOT_CLASS } from './figure';

/** Draws them; the chosen one is filled. */
export function drawVariants({ shapes }: VariantTableResult): Draw {
  const dots = shapes.flatMap(({ shape, chosen, variants }, index) =>
    variants
      .filter(({ ms }) => ms > 0)
      .map(({ variant, ms }) => ({
        row: `${index}`,
        shape,
        variant,
        ms,
        isChosen: variant === chosen,
      })),
  );
  const rows = shapes.map((_, index) => `${index}`);
  const label = (row: string) => shapes[Number(row)]?.shape ?? '';
  return (plot, width) => {
    const isNarrow = width < 560;
    return plot.plot({
      ...{ className: PLOT_CLASS, width, height: 56 + (isNarrow ? 30 : 22) * rows.length },
      ...{ marginLeft: isNarrow ? 8 : 270, marginRight: 16, marginTop: 34, marginBottom: 8 },
      x: {
        type: 'log',
        label: 'ms →',
        grid: true,
        axis: 'top',
        ticks: isNarrow ? 3 : 6,
        tickFormat: plain,
      },
      y: {
        domain: rows,
        type: 'point',
        label: null,
        ...(isNarrow ? { axis: null } : { tickSize: 0, tickFormat: label }),
      },
      marks: [
        plot.ruleY(rows, { stroke: 'var(--line)' }),
        // On phones the names of shapes stand above their rows.
        ...(isNarrow
          ? [
              plot.text(rows, {
                y: (row) => row,
                frameAnchor: 'left',
                text: label,
                textAnchor: 'start',
                dy: -10,
                fill: 'var(--quiet)',
                fontSize: 9,
              }),
            ]
          : []),
        plot.dot(
          dots.filter(({ isChosen }) => !isChosen),
          {
            ...{ x: 'ms', y: 'row', r: 3.5, stroke: 'var(--series-2)', strokeWidth: 1.5 },
          },
        ),
        plot.dot(
          dots.filter(({ isChosen }) => isChosen),
          {
            ...{ x: 'ms', y: 'row', r: 5.5, symbol: 'diamond2', fill: 'var(--accent)' },
          },
        ),
        plot.tip(
          dots,
          plot.pointer({
            x: 'ms',
            y: 'row',
            title: ({ variant, ms }) => `${variant}\n${ms.toPrecision(3)} ms`,
          }),
        ),
      ],
    });
  };
}

function plain(tick: number): string {
  return String(Number(tick.toPrecision(2)));
}
