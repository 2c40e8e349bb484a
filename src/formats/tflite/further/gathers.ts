// Operators that take numbers by indices, constant or computed.
import type { Shape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { finishingStages } from '../activations';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { heldShape, reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { axisOf } from './axes';
import { joinStages } from './joining';
import { FURTHER_OPTIONS as OPTIONS } from './options';
import { emitPart, fileShape, imagesShape, type Range, sliceStages, withImages } from './parts';
import { sumStage } from './reductions';

export const GATHERS: Converters = {
  GATHER: convertGather,
  GATHER_ND: convertGatherNd,
};

/** Runs of neighbours that an irregular gather may consist of. */
const MOST_RUNS = 256;

/** Places along an axis by constant indices: one slice where they step evenly, else runs of neighbours, joined. */
function convertGather(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.gather);
  const x = fileShape(net, net.shapeOf(operator, 0));
  const axis = axisOf(net, operator, options.int32('axis'), x.length);
  if (!net.isConstant(operator, 1)) {
    if (axis !== 0 || options.int32('batchDims') !== 0) {
      throw net.unsupported(operator, `gathers along axis ${axis} by indices that are computed`);
    }
    gatherRows(net, operator, 1);
    return;
  }
  const indices = net.constant(operator, 1);
  const length = x[axis] ?? 0;
  const places = integersOf(indices).map((place) => (place < 0 ? place + length : place));
  if (options.int32('batchDims') !== 0) {
    throw net.unsupported(operator, 'gathers by indices of each batch');
  }
  if (!places.every((place) => place >= 0 && place < length)) {
    throw net.misfit(operator, `takes [${places.slice(0, 8)}] of ${length}`);
  }
  if (axis === 0) net.refuseBatch(operator, 'gathers images');
  const runs = runsOf(places);
  if (runs.length > MOST_RUNS || runs.length === 0) {
    throw net.unsupported(operator, `takes ${places.length} numbers in an irregular order`);
  }
  const shape = [...x.slice(0, axis), ...indices.shape, ...x.slice(axis + 1)];
  const rangesOf = (run: Range) =>
    x.map((size, i) => (i === axis ? run : { start: 0, step: 1, size }));
  if (runs.length === 1) {
    emitPart(net, operator, rangesOf(runs[0] as Range), shape);
    return;
  }
  const value = net.value(operator, 0);
  const parts = runs.map((run) => {
    const stages = sliceStages(net, value, withImages(net, rangesOf(run)));
    return stages.reduce(
      (from, { suffix, add }) => add(net.innerName(operator, suffix), from),
      value,
    );
  });
  net.emit(operator, parts[0] ?? '', [
    ...joinStages(net, operator, parts, axis),
    reshapeStage(net, heldShape(imagesShape(net, shape))),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

/** The last axis of the indices names a place along as many axes of x, the first ones. */
function convertGatherNd(net: TfliteNet, operator: TfliteOperator): void {
  const depth = net.shapeOf(operator, 1).at(-1) ?? 0;
  const rank = net.shapeOf(operator, 0).length;
  if (depth < 1 || depth > rank) {
    throw net.misfit(operator, `names places along ${depth} axes of ${rank}`);
  }
  gatherRows(net, operator, depth);
}

/** Parts behind the first `depth` axes of x, which are seen as rows of a table. */
function gatherRows(net: TfliteNet, operator: TfliteOperator, depth: number): void {
  net.refuseBatch(operator, 'gathers by computed indices');
  const x = net.shapeOf(operator, 0);
  const indices = net.shapeOf(operator, 1);
  const isNd = operator.op === 'GATHER_ND';
  const outer = isNd ? indices.slice(0, -1) : indices;
  const count = product(outer);
  const rows = product(x.slice(0, depth));
  const inner = x.slice(depth);
  const add = (suffix: string, value: string, shape: Shape) =>
    net.graph.node('reshape', net.innerName(operator, suffix), [value], { shape });
  const table = add('table', net.value(operator, 0), [rows, product(inner)]);
  const numbers = net.value(operator, 1);
  const numberOfRow = isNd ? rowNumbers(net, operator, numbers, x, depth, count) : numbers;
  net.emit(operator, add('rows', numberOfRow, [count]), [
    { suffix: 'gather', add: (name, rows) => net.graph.node('gather', name, [table, rows], {}) },
    reshapeStage(net, heldShape([...outer, ...inner])),
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}

/** Σ index · numbers behind it: which row each place is. */
function rowNumbers(
  net: TfliteNet,
  operator: TfliteOperator,
  indices: string,
  x: Shape,
  depth: number,
  count: number,
): string {
  const behind = Array.from({ length: depth }, (_, axis) => product(x.slice(axis + 1, depth)));
  const factors = net.addNumbers(
    net.innerName(operator, 'factors'),
    [depth],
    (axis) => behind[axis] ?? 1,
  );
  const stages: Stage[] = [
    reshapeStage(net, [count, depth]),
    {
      suffix: 'offsets',
      add: (name, from) => net.graph.node('mul', name, [from, factors], { activation: 'none' }),
    },
    reshapeStage(net, [count, depth, 1, 1]),
    sumStage(net),
  ];
  return stages.reduce(
    (from, { suffix, add }) => add(net.innerName(operator, suffix), from),
    indices,
  );
}

/** Places as runs that step evenly, the longest first come first served. */
function runsOf(places: readonly number[]): Range[] {
  const runs: Range[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    const step = last && last.size === 1 ? place - last.start : last?.step;
    if (last && step && place === last.start + last.size * step) {
      runs[runs.length - 1] = { start: last.start, step, size: last.size + 1 };
    } else {
      runs.push({ start: place, step: 1, size: 1 });
    }
  }
  return runs;
}
