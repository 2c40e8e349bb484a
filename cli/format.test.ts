// Text for people: what must line up lines up.
import { expect, it } from 'vitest';
import {
  formatAdapter,
  formatBar,
  formatBytes,
  formatPace,
  formatRate,
  formatTable,
} from './format';

it('aligns columns and leaves no blanks at line ends', () => {
  const table = formatTable(
    [
      ['cat', '7', 'a'],
      ['white stork', '127', ''],
    ],
    ['left', 'right', 'left'],
  );
  expect(table).toBe('cat            7  a\nwhite stork  127');
});

it('draws bars to an eighth of a character, never beyond their width', () => {
  expect([0, 0.5, 1, 2, -1].map((share) => formatBar(share, 4))).toEqual([
    '',
    '██',
    '████',
    '████',
    '',
  ]);
  expect(formatBar(1 / 8, 1)).toBe('▏');
  expect(formatBar(7 / 8, 1)).toBe('▉');
});

it('picks a unit for bytes', () => {
  expect([16, 675763, 5001243].map(formatBytes)).toEqual(['16 B', '659.9 KiB', '4.8 MiB']);
});

it('names an adapter even when it hides its name', () => {
  expect(formatAdapter({ vendor: 'google', architecture: 'swiftshader', kind: 'software' })).toBe(
    'google swiftshader (software)',
  );
  expect(formatAdapter({ vendor: '', architecture: '', kind: 'hardware' })).toBe(
    'unnamed adapter (hardware)',
  );
});

it('gives a pace three places, and nothing for work without multiply-adds', () => {
  expect([1e6, 13.6e6, 500e6, 1.5e9, 0].map((macs) => formatPace(macs, 1))).toEqual([
    ...['1.00', '13.6', '500', '1500', ''],
  ]);
});

it('gives rates and ratios three places', () => {
  expect([0.0123, 4.567, 99.94, 1234].map(formatRate)).toEqual(['0.0123', '4.57', '99.9', '1234']);
});
