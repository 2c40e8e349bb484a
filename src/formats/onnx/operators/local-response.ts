// Local response normalisation: across neighbouring channels.
import { floatOf, intOf } from '../attributes';
import { canonicalOrder } from '../layout';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import type { Converters } from './converter';
import { imageSize } from './windows';

export const LOCAL_RESPONSE: Converters = { LRN: localResponseNormalization };

function localResponseNormalization(net: OnnxNet, node: OnnxNode): void {
  const x = net.value(node, 0);
  imageSize(net, node, x.dims);
  const size = intOf(node, 'size', 0);
  if (!(size >= 1)) throw net.misfit(node, `normalises over ${size} channels`);
  const value = net.add(
    'local-response-norm',
    outputOf(node),
    [net.reordered(x, canonicalOrder(4)).value],
    {
      size,
      alpha: floatOf(node, 'alpha', 1e-4),
      beta: floatOf(node, 'beta', 0.75),
      bias: floatOf(node, 'bias', 1),
    },
  );
  net.give(node, value, x.dims, canonicalOrder(4));
}
