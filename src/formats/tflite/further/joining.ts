// Operators that join values.
import { formatShape, type Shape, sameShape } from '../../../tensor/tensor';
import { product } from '../../../util/math';
import { finishingStages, fusedActivation } from '../activations';
import type { Converters } from '../ops';
import { heldShape, reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import { optionsOf, type TfliteOperator } from '../tflite-operator';
import { axisOf } from './axes';
import { FURTHER_OPTIONS as OPTIONS } from './options';

export const JOINING: Converters = { CONCATENATION: convertConcatenation, PACK: convertPack };

function convertConcatenation(net: TfliteNet, operator: TfliteOperator): void {
  const options = optionsOf(operator, OPTIONS.concatenation);
  const positions = operator.inputs.map((_, position) => position);
  // Parts of no numbers add nothing.
  const parts = positions.filter((position) => product(net.shapeOf(operator, position)) > 0);
  const shapes = parts.map((position) => partShape(net, operator, position));
  const [first] = shapes;
  if (!first) throw net.unsupported(operator, 'joins nothing');
  const axis = axisOf(net, operator, options.int32('axis'), first.length);
  const isAlike = shapes.every(
    (shape) =>
      shape.length === first.length && shape.every((size, i) => i === axis || size === first[i]),
  );
  if (!isAlike) {
    throw net.misfit(operator, `cannot join ${shapes.map(formatShape).join(' and ')}`);
  }
  if (axis === 0) net.refuseBatch(operator, 'joins images');
  // LiteRT passes over a function here, and no converter writes one.
  if (fusedActivation(net, operator, options.int8('activation')) !== 'NONE') {
    throw net.unsupported(operator, 'ends a join in a function');
  }
  const values = parts.map((position) => partValue(net, operator, position));
  const keeps = parts.map((position) => net.input(operator, position));
  net.emit(operator, values[0] ?? '', [
    ...joinStages(net, operator, values, axis),
    ...finishingStages(net, operator, 'NONE', keeps),
  ]);
}

/** Joins along a new axis. */
function convertPack(net: TfliteNet, operator: TfliteOperator): void {
  const first = partShape(net, operator, 0);
  const axis = axisOf(
    net,
    operator,
    optionsOf(operator, OPTIONS.pack).int32('axis'),
    first.length + 1,
  );
  if (axis === 0) net.refuseBatch(operator, 'packs images');
  const shape = [...first.slice(0, axis), 1, ...first.slice(axis)];
  const values = operator.inputs.map((_, position) => {
    if (!sameShape(partShape(net, operator, position), first)) {
      throw net.misfit(operator, 'packs values of different shapes');
    }
    const value = partValue(net, operator, position);
    if (sameShape(net.graph.shapeOf(value), shape)) return value;
    return net.graph.node('reshape', net.innerName(operator, 'part'), [value], { shape });
  });
  const keeps = operator.inputs.map((_, position) => net.input(operator, position));
  net.emit(operator, values[0] ?? '', [
    ...joinStages(net, operator, values, axis),
    ...finishingStages(net, operator, 'NONE', keeps),
  ]);
}

/** A constant of one image is there for each. */
function partShape(net: TfliteNet, operator: TfliteOperator, position: number): Shape {
  const shape = net.shapeOf(operator, position);
  const isForAll = net.isConstant(operator, position) && shape[0] === 1;
  return isForAll ? [net.batch, ...shape.slice(1)] : shape;
}

function partValue(net: TfliteNet, operator: TfliteOperator, position: number): string {
  const shape = partShape(net, operator, position);
  if (net.batch === 1 || !net.isConstant(operator, position)) return net.value(operator, position);
  return net.addConstant(net.input(operator, position), formatShape(shape), shape, (data) => {
    const images = new Float32Array(product(shape));
    for (let at = 0; at < images.length; at += data.length) images.set(data, at);
    return images;
  });
}

/**
 * Joins values along an axis, the first of which the stages are given. Our op joins channels: all axes from the joined one
 * on are seen as channels, so that no number has to move to another axis.
 */
export function joinStages(
  net: TfliteNet,
  operator: TfliteOperator,
  values: readonly string[],
  axis: number,
): Stage[] {
  if (values.length < 2) return [];
  const shapes = values.map((value) => net.graph.shapeOf(value));
  const [first = []] = shapes;
  const isLast = axis === first.length - 1;
  const outer = first.slice(0, axis);
  const flat = (shape: Shape) => [product(outer), product(shape.slice(axis))];
  const total = shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0);
  const joined = [...outer, total, ...first.slice(axis + 1)];
  return [
    {
      suffix: 'concat',
      add: (name) => {
        const parts = values.map((value, i) => {
          if (isLast) return value;
          const shape = flat(shapes[i] ?? []);
          return net.graph.node('reshape', net.innerName(operator, 'part'), [value], { shape });
        });
        return net.graph.node('concat', name, parts, {});
      },
    },
    ...(isLast ? [] : [reshapeStage(net, heldShape(joined))]),
  ];
}
