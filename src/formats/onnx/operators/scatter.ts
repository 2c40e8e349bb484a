// ScatterND at constant places: rows of a value are replaced, or something is added to them, multiplied with them, compared.
import { product } from '../../../util/math';
import { stringOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';
import { keepingType } from './wrapping';

/** What is done with a row and what comes to it; null replaces it. */
const REDUCTIONS: Readonly<Record<string, string | null>> = {
  ...{ none: null, add: 'Add', mul: 'Mul', min: 'Min', max: 'Max' },
};

export const SCATTER: Converters = {
  ScatterND: keepingType(
    composed((parts, node, net) => {
      const { dims } = parts.operand(parts.input(0));
      const { rows, count } = scatteredRows(net, node, dims);
      if (rows.length === 0) {
        parts.give('Identity', [parts.input(0)]);
        return;
      }
      const width = product(dims) / count;
      const table = (name: string, length: number) =>
        parts.op('Reshape', [name, parts.wholes([length, width])]);
      const updates = table(parts.input(2), rows.length);
      const word = stringOf(node, 'reduction', 'none');
      const reduction = REDUCTIONS[word];
      if (reduction === undefined) throw net.unsupported(node, `reduces by "${word}"`);
      let y = table(parts.input(0), count);
      for (const last of roundsOf(rows, reduction === null)) {
        y = updated(parts, y, updates, { count, last, reduction });
      }
      parts.give('Reshape', [y, parts.wholes([...dims])]);
    }),
  ),
};

/** The rows that updates go to, of so many: the axes that indices name are one, all others the columns. */
export function scatteredRows(net: OnnxNet, node: OnnxNode, dims: readonly number[]) {
  const indices = net.constant(node, 1);
  const depth = indices.dims.at(-1) ?? 0;
  const sizes = dims.slice(0, depth);
  const count = product(sizes);
  const wanted = [...indices.dims.slice(0, -1), ...dims.slice(depth)];
  const given = net.input(node, 2).dims;
  if (depth < 1 || depth > dims.length || String(given) !== String(wanted)) {
    throw net.misfit(node, `puts [${given}] to [${indices.dims}] places of [${dims}]`);
  }
  const rows = Array.from({ length: product(indices.dims) / depth }, (_, i) =>
    sizes.reduce((row, size, axis) => {
      const index = indices.data[i * depth + axis] ?? 0;
      const place = index < 0 ? index + size : index;
      if (!(place >= 0 && place < size)) {
        throw net.misfit(node, `names place ${index} of an axis of ${size}`);
      }
      return row * size + place;
    }, 0),
  );
  return { rows, count };
}

/** Updates by the row that they go to: the last one of each row, or round by round one of each, where all count. */
function roundsOf(rows: readonly number[], isLastOnly: boolean): Map<number, number>[] {
  if (isLastOnly) return [new Map(rows.map((row, update) => [row, update]))];
  const rounds: Map<number, number>[] = [];
  for (const [update, row] of rows.entries()) {
    const free = rounds.find((round) => !round.has(row));
    if (free) free.set(row, update);
    else rounds.push(new Map([[row, update]]));
  }
  return rounds;
}

/** The table with one update at most for each row. */
function updated(
  parts: Composition,
  table: string,
  updates: string,
  how: {
    readonly count: number;
    readonly last: ReadonlyMap<number, number>;
    readonly reduction: string | null;
  },
): string {
  const { count, last, reduction } = how;
  const changed = reduction === null ? updates : reduced(parts, table, updates, last, reduction);
  const all = parts.op('Concat', [table, changed], { axis: 0 });
  const order = [...last.keys()];
  const sources = Array.from({ length: count }, (_, row) => {
    const update = last.get(row);
    if (update === undefined) return row;
    return count + (reduction === null ? update : order.indexOf(row));
  });
  return parts.op('Gather', [all, parts.wholes(sources)], { axis: 0 });
}

/** The rows that are changed, in the order of `last`. */
function reduced(
  parts: Composition,
  table: string,
  updates: string,
  last: ReadonlyMap<number, number>,
  reduction: string,
): string {
  const rows = parts.op('Gather', [table, parts.wholes([...last.keys()])], { axis: 0 });
  const news = parts.op('Gather', [updates, parts.wholes([...last.values()])], { axis: 0 });
  return parts.op(reduction, [rows, news]);
}
