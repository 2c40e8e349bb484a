// Products of two computed matrices.
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { finishingStages } from '../activations';
import type { Converters } from '../ops';
import type { TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { repeated } from './binary';
import { FURTHER_OPTIONS as OPTIONS } from './options';

export const MATRIX: Converters = { BATCH_MATMUL: convertBatchMatmul };

/** The axes before the matrices broadcast. */
function convertBatchMatmul(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.batchMatmul);
  const turned = [options.bool('transposesX'), options.bool('transposesY')];
  const shapes = [0, 1].map((position) => net.shapeOf(operator, position));
  const [a = [], b = []] = shapes;
  if (a.length < 2 || b.length < 2) {
    throw net.misfit(operator, `multiplies ${formatShape(a)} by ${formatShape(b)}`);
  }
  if (a.length !== b.length) net.refuseBatch(operator, 'multiplies other axes than images');
  const rank = Math.max(a.length, b.length);
  const outer = Array.from({ length: rank - 2 }, (_, axis) => {
    return Math.max(...shapes.map((shape) => shape[axis - rank + shape.length] ?? 1));
  });
  const [left = '', right = ''] = [0, 1].map((position) =>
    matrices(net, operator, position, outer, turned[position] ?? false),
  );
  net.emit(operator, left, [
    { suffix: 'product', add: (name, x) => net.graph.node('matmul', name, [x, right], {}) },
    ...finishingStages(net, operator, 'NONE'),
  ]);
}

function matrices(
  net: TfliteNet,
  operator: TfliteOperator,
  position: number,
  outer: Shape,
  isTurned: boolean,
): string {
  const own = net.shapeOf(operator, position);
  const value = net.value(operator, position);
  const full = [...outer, ...own.slice(-2)];
  const whole = sameShape(own, full) ? value : repeated(net, operator, value, own, full);
  if (!isTurned) return whole;
  const axes = full.map((_, axis) => axis);
  const permutation = [...axes.slice(0, -2), full.length - 1, full.length - 2];
  return net.graph.node('transpose', net.innerName(operator, 'turned'), [whole], { permutation });
}
