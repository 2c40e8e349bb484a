// Conv.
import { formatShape } from '../../../tensor/tensor';
import { intOf, intsOf } from '../attributes';
import { canonicalOrder, ownOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import type { Converters } from './converter';
import { imageSize, windowOf } from './windows';

export const CONVOLUTION: Converters = { Conv: conv };

function conv(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  const size = imageSize(net, node, x.dims);
  const weights = net.constant(node, 1);
  const bias = net.optionalConstant(node, 2);
  const [k = 0, , kH = 0, kW = 0] = weights.dims;
  const kernel = [kH, kW] as const;
  const declared = intsOf(node, 'kernel_shape') ?? kernel;
  if (
    weights.dims.length !== 4 ||
    declared.length !== 2 ||
    declared.some((n, i) => n !== kernel[i])
  ) {
    throw net.misfit(node, `has a kernel [${declared}] and weights ${formatShape(weights.dims)}`);
  }
  const attributes = {
    ...windowOf(net, node, kernel, size),
    groups: intOf(node, 'group', 1),
    activation: 'none' as const,
  };
  const inputs = [net.reordered(x, canonicalOrder(4)).value, net.addConstant(weights, ownOrder(4))];
  if (bias) inputs.push(net.addConstant(bias, ownOrder(bias.dims.length)));
  const value = net.add('conv2d', outputOf(node), inputs, attributes);
  const [n = 0, oh = 0, ow = 0] = net.graph.shapeOf(value);
  net.give(node, value, [n, k, oh, ow], canonicalOrder(4));
}
