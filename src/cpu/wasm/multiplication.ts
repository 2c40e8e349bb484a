// Products of matrices in units: blocks of rows by groups of columns.
import type { Activation } from '../../ops/elementwise/functions';
import { ceilDiv } from '../../util/math';
import { activationBehind, rangeOf } from './activation';
import { blockRows, PANEL, type Panels, TILE_ROWS } from './panels';
import type { Phase, Workplace } from './simd-kernel';
import type { Span } from './simd-memory';

/** Fewer rows than this are one block, so that weights come from memory once. */
export const FEW_ROWS = 64;
/** More rows than this gain nothing, and make a unit of work long. */
export const MOST_ROWS = 512;
/** Products in a unit: less than a tenth of a millisecond. */
const UNIT_PRODUCTS = 1_000_000;

/** Rows of numbers, `stride` bytes from one to the next. */
export interface Rows {
  readonly at: number;
  readonly stride: number;
  readonly count: number;
  /** Numbers of a row. */
  readonly depth: number;
}

/** y = act(x · w + b) for all rows of x, which are pixels of y. */
export function multiplication(
  workplace: Workplace,
  x: Rows,
  { weights, bias }: Panels,
  y: Span,
  activation: Activation,
): Phase {
  const { kernels } = workplace;
  const { count, depth } = x;
  const range = rangeOf(activation);
  const finish = activationBehind(activation, workplace, y);
  const rows = partsOf(
    count,
    TILE_ROWS,
    count <= FEW_ROWS ? count : Math.min(blockRows(depth), MOST_ROWS),
  );
  const columns = partsOf(y.channels, PANEL, UNIT_PRODUCTS / (rows.most * depth));
  const run = (unit: number, scratch: number) => {
    const [from, to] = rows.part(Math.floor(unit / columns.parts));
    const [left, right] = columns.part(unit % columns.parts);
    kernels.multiply(
      ...[x.at + from * x.stride, x.stride, weights + 4 * left * depth, bias + 4 * left],
      ...[y.at + from * y.stride + 4 * left, y.stride, to - from, 4 * depth, right - left],
      ...[to - from, ...range, scratch],
    );
    finish?.(from, to, left, right);
  };
  return { units: rows.parts * columns.parts, run };
}

/** Parts of something, from one place to another. */
export interface Parts {
  readonly parts: number;
  /** Of the largest part. */
  readonly most: number;
  readonly part: (index: number) => readonly [from: number, to: number];
}

/** Cuts so many items into parts of at most so many, or of one step where that is more: as alike as whole steps allow. */
export function partsOf(items: number, step: number, most: number): Parts {
  const steps = ceilDiv(items, step);
  const parts = Math.min(steps, ceilDiv(items, Math.max(Math.floor(most), 1)));
  const start = (index: number) => Math.min(items, step * Math.floor((index * steps) / parts));
  return {
    ...{ parts, most: Math.min(items, step * ceilDiv(steps, parts)) },
    part: (index) => [start(index), start(index + 1)],
  };
}
