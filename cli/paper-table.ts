// The costs of the networks beside the figures that their papers print: `kindling inspect --all`.
import type { CostQuantity, PaperCost } from '../src/models/index';
import { formatTable } from './format';

/** One figure of a paper, and ours. */
export interface CostRow {
  readonly network: string;
  /** Paper and table. */
  readonly source: string;
  readonly quantity: CostQuantity;
  /** As the paper prints it. */
  readonly paper: string;
  /** Ours, to the paper's precision. */
  readonly printed: string;
  /** Ours, exact. */
  readonly ours: number;
  readonly agrees: boolean;
  /** Why it differs, or what had to be known to arrive at it. */
  readonly note: string | null;
}

const QUANTITIES: Readonly<Record<CostQuantity, string>> = {
  macs: 'multiply-adds',
  parameters: 'parameters',
  bytes: 'size',
  timesSmaller: 'smaller than AlexNet',
};

/** One row for each network and quantity, in the order of the papers. */
export function costRows(costs: readonly PaperCost[]): CostRow[] {
  return costs.flatMap((cost) => {
    const { network, source } = cost;
    const rows = Object.entries(cost.paper).map(([key, paper]) => {
      const quantity = key as CostQuantity;
      const printed = cost.printed[quantity] ?? '';
      const ours = cost.ours[quantity] ?? Number.NaN;
      return { network, source, quantity, paper, printed, ours, agrees: printed === paper };
    });
    const allAgree = rows.every(({ agrees }) => agrees);
    // A network's note is about the figures that differ, and about all where none does.
    return rows.map((row) => ({
      ...row,
      note: allAgree || !row.agrees ? (cost.note ?? null) : null,
    }));
  });
}

/** The rows under their networks and sources, then the notes. */
export function describeCosts(rows: readonly CostRow[]): string {
  const notes = [...new Set(rows.map(({ note }) => note))].filter((note) => note !== null);
  const head = ['', 'paper', 'here', 'exactly', ''];
  const lines = formatTable(
    [head, ...rows.map((row) => cellsOf(row, notes))],
    ['left', 'right', 'right', 'right', 'left'],
  ).split('\n');
  const [headLine = '', ...rowLines] = lines;
  const text = rowLines.flatMap((line, index) => {
    const { network, source } = rows[index] ?? { network: '', source: '' };
    const isFirst = network !== rows[index - 1]?.network;
    return isFirst ? [`${network}  (${source})`, line] : [line];
  });
  const agreeing = rows.filter(({ agrees }) => agrees).length;
  return [
    [headLine, ...text].join('\n'),
    `${agreeing} of ${rows.length} figures come out as printed.`,
    notes.map((note, index) => `[${index + 1}] ${note}`).join('\n'),
  ].join('\n\n');
}

function cellsOf(row: CostRow, notes: readonly string[]): string[] {
  const note = row.note === null ? '' : ` [${notes.indexOf(row.note) + 1}]`;
  return [
    `  ${QUANTITIES[row.quantity]}`,
    row.paper,
    row.printed,
    exactly(row),
    `${row.agrees ? 'agrees' : 'differs'}${note}`,
  ];
}

function exactly({ quantity, ours }: CostRow): string {
  if (quantity === 'timesSmaller') return `${ours.toFixed(2)}×`;
  return `${ours.toLocaleString('en-US')}${quantity === 'bytes' ? ' bytes' : ''}`;
}
