// The opposite of a max pooling, as prepare/unpooling.ts leaves it: of a value and of what was pooled.
import { sameShape } from '../../../tensor/tensor';
import { canonicalOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf, wholeNumbers } from '../onnx-net';
import { opKey } from '../ops';
import { OF_SOURCE } from '../prepare/unpooling';
import type { Converters } from './converter';
import { imageSize, kernelOf, windowOf } from './windows';

export const UNPOOLING: Converters = {
  [opKey({ domain: OF_SOURCE, opType: 'MaxUnpool' })]: convertMaxUnpool,
};

function convertMaxUnpool(net: OnnxNet, node: OnnxNode): void {
  const [x, source] = [net.value(node, 0), net.value(node, 1)];
  const size = imageSize(net, node, source.dims);
  const { kernel, strides, pads } = windowOf(net, node, kernelOf(net, node), size);
  const isFilled = kernel.every((taps, axis) => (size[axis] ?? 0) % taps === 0);
  if (!sameShape(kernel, strides) || !isFilled || Object.values(pads).some((pad) => pad !== 0)) {
    throw net.unsupported(node, 'puts numbers back where windows overlap, or do not fill the map');
  }
  const pooled = source.dims.map((count, axis) => count / (kernel[axis - 2] ?? 1));
  if (!sameShape(x.dims, pooled)) {
    throw net.unsupported(node, 'puts back numbers of another shape than was pooled');
  }
  const wanted = net.optionalConstant(node, 2);
  const sizes = wanted && wholeNumbers(wanted, (problem) => net.misfit(node, problem));
  if (sizes && !sameShape(sizes, source.dims)) {
    throw net.unsupported(node, 'makes a larger map than was pooled');
  }
  const order = canonicalOrder(4);
  const inputs = [net.reordered(x, order).value, net.reordered(source, order).value];
  const value = net.add('max-unpool2d', outputOf(node), inputs, { kernel });
  net.give(node, value, source.dims, order);
}
