// Ops that move blocks between space and channels, and repeat values.
import { product } from '../../../util/math';
import { intOf, stringOf } from '../attributes';
import { heldShape } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { composed } from './composition';
import type { Converters } from './converter';
import { numbersOf } from './shapes';

export const REARRANGEMENT: Converters = {
  // Shi et al. 2016, arXiv:1609.05158.
  DepthToSpace: composed((parts, node, net) => {
    const x = parts.input(0);
    const { n, c, h, w, b } = blocksOf(net, node, parts.operand(x).dims);
    if (c % b ** 2 !== 0) throw net.misfit(node, `makes blocks of ${b} of ${c} channels`);
    const isColumnRow = stringOf(node, 'mode', 'DCR') === 'CRD';
    const split = isColumnRow ? [n, c / b ** 2, b, b, h, w] : [n, b, b, c / b ** 2, h, w];
    const perm = isColumnRow ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
    const moved = parts.op('Transpose', [parts.op('Reshape', [x, parts.wholes(split)])], { perm });
    parts.give('Reshape', [moved, parts.wholes([n, c / b ** 2, h * b, w * b])]);
  }),
  SpaceToDepth: composed((parts, node, net) => {
    const x = parts.input(0);
    const { n, c, h, w, b } = blocksOf(net, node, parts.operand(x).dims);
    if (h % b !== 0 || w % b !== 0) throw net.misfit(node, `makes blocks of ${b} of ${h}×${w}`);
    const split = parts.op('Reshape', [x, parts.wholes([n, c, h / b, b, w / b, b])]);
    const moved = parts.op('Transpose', [split], { perm: [0, 3, 5, 1, 2, 4] });
    parts.give('Reshape', [moved, parts.wholes([n, c * b ** 2, h / b, w / b])]);
  }),
  Tile: tile,
};

function blocksOf(net: OnnxNet, node: OnnxNode, dims: readonly number[]) {
  const [n = 1, c = 1, h = 1, w = 1] = dims;
  const b = intOf(node, 'blocksize', 0);
  if (dims.length !== 4 || !(b >= 1)) throw net.misfit(node, `makes blocks of ${b} of [${dims}]`);
  return { n, c, h, w, b };
}

/** Every axis is walked through as often as it repeats. */
function tile(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const repeats = numbersOf(net, node, 1);
  if (repeats?.length !== x.dims.length || repeats.some((count) => count < 0)) {
    throw net.misfit(node, `repeats [${x.dims}] by [${repeats}]`);
  }
  if (repeats.includes(0)) throw net.unsupported(node, 'repeats an axis 0 times');
  const dims = x.dims.map((size, axis) => size * (repeats[axis] ?? 1));
  const shape = heldShape(x.dims, x.order);
  const sizes = x.order.flatMap((axis) => [repeats[axis] ?? 1, x.dims[axis] ?? 1]);
  const strides = shape.flatMap((_, i) => [0, product(shape.slice(i + 1))]);
  const value = net.add('as-strided', outputOf(node), [x.value], {
    ...{ shape: heldShape(dims, x.order), offset: 0, sizes, strides },
  });
  net.give(node, value, dims, x.order);
}
