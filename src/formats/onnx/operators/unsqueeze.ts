// Adding axes of one element, which networks do mostly to constants.
import type { Shape } from '../../../tensor/tensor';
import type { OnnxNode } from '../onnx-model';
import { axisOf, type OnnxNet } from '../onnx-net';
import type { Converters } from './converter';
import { reshapeTo } from './movement';
import { attributeOrInput } from './shapes';

export const UNSQUEEZE: Converters = {
  Unsqueeze: (net, node) => reshapeTo(net, node, unsqueezedDims),
};

/** Unsqueeze: axes count in the result. */
export function unsqueezedDims(net: OnnxNet, node: OnnxNode, dims: Shape): Shape {
  const given = attributeOrInput(net, node, 'axes', 13);
  if (!given) throw net.misfit(node, 'has no axes');
  const rank = dims.length + given.length;
  const axes = given.map((axis) => axisOf(net, node, axis, rank));
  const added = new Set(axes);
  if (added.size < axes.length) throw net.misfit(node, `names an axis twice: ${axes}`);
  const rest = [...dims];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (rest.shift() ?? 1)));
}
