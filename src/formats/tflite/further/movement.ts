// Operators that move numbers to other axes, or repeat them.
import { formatShape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { finishingStages } from '../activations';
import { integersOf } from '../dequantize';
import type { Converters } from '../ops';
import { heldShape, reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { repeated } from './binary';
import { FURTHER_OPTIONS as OPTIONS } from './options';
import { transposeStage } from './stages';

export const MOVEMENT: Converters = {
  BROADCAST_TO: convertBroadcastTo,
  DEPTH_TO_SPACE: convertDepthToSpace,
  FILL: convertFill,
  SPACE_TO_DEPTH: convertSpaceToDepth,
  TILE: convertTile,
  TRANSPOSE: convertTranspose,
  ZEROS_LIKE: convertZerosLike,
};

function convertTranspose(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.shapeOf(operator, 0);
  const permutation = integersOf(net.constant(operator, 1));
  const sorted = permutation.toSorted((a, b) => a - b);
  if (permutation.length !== x.length || !sorted.every((axis, i) => axis === i)) {
    throw net.misfit(operator, `orders the axes of ${formatShape(x)} as [${permutation}]`);
  }
  if (permutation[0] !== 0) net.refuseBatch(operator, 'moves the axis of images');
  emitMoved(net, operator, permutation.length > 0 ? [transposeStage(net, permutation)] : []);
}

/** Blocks of channels become blocks of pixels, the rows of a block outermost among its channels. */
function convertDepthToSpace(net: TfliteNet, operator: TfliteOperator): void {
  const { n, h, w, c, block } = blocks(net, operator, OPTIONS.depthToSpace);
  const rest = c / block ** 2;
  if (!Number.isInteger(rest)) {
    throw net.misfit(operator, `spreads ${c} channels over blocks of ${block}×${block}`);
  }
  emitMoved(net, operator, [
    reshapeStage(net, [n, h, w, block, block, rest]),
    transposeStage(net, [0, 1, 3, 2, 4, 5]),
    reshapeStage(net, [n, h * block, w * block, rest]),
  ]);
}

/** The other way. */
function convertSpaceToDepth(net: TfliteNet, operator: TfliteOperator): void {
  const { n, h, w, c, block } = blocks(net, operator, OPTIONS.spaceToDepth);
  if (h % block !== 0 || w % block !== 0) {
    throw net.misfit(operator, `takes blocks of ${block}×${block} of ${h}×${w} pixels`);
  }
  emitMoved(net, operator, [
    reshapeStage(net, [n, h / block, block, w / block, block, c]),
    transposeStage(net, [0, 1, 3, 2, 4, 5]),
    reshapeStage(net, [n, h / block, w / block, c * block ** 2]),
  ]);
}

function blocks(
  net: TfliteNet,
  operator: TfliteOperator,
  kind: { readonly code: number; readonly slots: { readonly blockSize: number } },
) {
  const x = net.shapeOf(operator, 0);
  const [n = 1, h = 1, w = 1, c = 1] = x;
  const block = optionsOf(operator, kind).int32('blockSize');
  if (x.length !== 4 || block < 1) {
    throw net.misfit(operator, `has blocks of ${block} in ${formatShape(x)}`);
  }
  return { n, h, w, c, block };
}

/** Each axis so many times over. */
function convertTile(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.shapeOf(operator, 0);
  const counts = integersOf(net.constant(operator, 1));
  if (counts.length !== x.length || counts.some((count) => count < 1)) {
    throw net.unsupported(operator, `repeats ${formatShape(x)} [${counts}] times`);
  }
  if ((counts[0] ?? 1) !== 1) net.refuseBatch(operator, 'repeats images');
  const rows = x.map((_, axis) => product(x.slice(axis + 1)));
  const attributes = {
    shape: heldShape(x.map((size, axis) => size * (counts[axis] ?? 1))),
    offset: 0,
    sizes: heldShape(x.flatMap((size, axis) => [counts[axis] ?? 1, size])),
    strides: x.length === 0 ? [0] : rows.flatMap((row) => [0, row]),
  };
  emitMoved(net, operator, [
    { suffix: 'tile', add: (name, from) => net.graph.node('as-strided', name, [from], attributes) },
  ]);
}

function convertBroadcastTo(net: TfliteNet, operator: TfliteOperator): void {
  const x = heldShape(net.shapeOf(operator, 0));
  const wanted = integersOf(net.constant(operator, 1));
  net.refuseBatch(operator, 'repeats numbers');
  const own = [...Array.from({ length: wanted.length - x.length }, () => 1), ...x];
  if (!own.every((size, axis) => size === 1 || size === wanted[axis])) {
    throw net.misfit(operator, `repeats ${formatShape(x)} to [${wanted}]`);
  }
  const value = repeated(net, operator, net.value(operator, 0), x, heldShape(wanted));
  net.emit(operator, value, finishingStages(net, operator, 'NONE', [net.input(operator, 0)]));
}

function convertFill(net: TfliteNet, operator: TfliteOperator): void {
  const wanted = integersOf(net.constant(operator, 0));
  net.refuseBatch(operator, 'repeats numbers');
  net.emit(operator, repeated(net, operator, net.value(operator, 1), [1], heldShape(wanted)), []);
}

/** Zeros of x's shape: a constant, and computed only because x is. */
function convertZerosLike(net: TfliteNet, operator: TfliteOperator): void {
  const shape = net.graph.shapeOf(net.value(operator, 0));
  net.emit(operator, net.addFilled(net.innerName(operator, 'zeros'), shape, 0), []);
}

function emitMoved(net: TfliteNet, operator: TfliteOperator, stages: readonly Stage[]): void {
  net.emit(operator, net.value(operator, 0), [
    ...stages,
    ...finishingStages(net, operator, 'NONE', [net.input(operator, 0)]),
  ]);
}
