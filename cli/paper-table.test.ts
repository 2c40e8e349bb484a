// Rows of the papers' table: every figure once, notes where they belong.
import { expect, it } from 'vitest';
import { type PaperCost, paperCosts } from '../src/models/index';
import { costRows, describeCosts } from './paper-table';

const COSTS: readonly PaperCost[] = [
  {
    network: 'A',
    source: 'Paper, table 1',
    paper: { macs: '569 M', parameters: '4.2 M' },
    ours: { macs: 568_740_352, parameters: 4_300_000 },
    printed: { macs: '569 M', parameters: '4.3 M' },
    note: 'They round down.',
  },
  {
    network: 'B',
    source: 'Paper, table 2',
    paper: { bytes: '240 MB' },
    ours: { bytes: 244_403_360 },
    printed: { bytes: '240 MB' },
    note: 'To tens.',
  },
];

it('gives each figure a row; a note goes with the figures that differ, or with all', () => {
  const [macs, parameters, bytes] = costRows(COSTS);
  const a = { network: 'A', source: 'Paper, table 1' };
  expect(macs).toEqual({
    ...{ ...a, quantity: 'macs', paper: '569 M', printed: '569 M', ours: 568_740_352 },
    ...{ agrees: true, note: null },
  });
  expect(parameters).toEqual({
    ...{ ...a, quantity: 'parameters', paper: '4.2 M', printed: '4.3 M', ours: 4_300_000 },
    ...{ agrees: false, note: 'They round down.' },
  });
  expect(bytes).toMatchObject({ network: 'B', agrees: true, note: 'To tens.' });
});

it('prints networks with their sources, and the notes beneath', () => {
  expect(describeCosts(costRows(COSTS))).toBe(
    [
      '                  paper    here            exactly',
      'A  (Paper, table 1)',
      '  multiply-adds   569 M   569 M        568,740,352  agrees',
      '  parameters      4.2 M   4.3 M          4,300,000  differs [1]',
      'B  (Paper, table 2)',
      '  size           240 MB  240 MB  244,403,360 bytes  agrees [2]',
      '',
      '2 of 3 figures come out as printed.',
      '',
      '[1] They round down.',
      '[2] To tens.',
    ].join('\n'),
  );
});

it('explains every figure of the papers that differs', () => {
  const rows = costRows(paperCosts({ compressedBytes: 675_763 }));
  expect(rows).toHaveLength(32);
  for (const { agrees, note } of rows) expect(agrees || note !== null).toBe(true);
});
