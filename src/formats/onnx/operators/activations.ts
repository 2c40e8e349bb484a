// Functions of one number.
import type { Activation } from '../../../ops/elementwise/functions';
import { LARGEST_FLOAT } from '../../../util/math';
import { floatOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { ACTIVATION_SPELLINGS } from '../spellings';
import type { Converter, Converters } from './converter';

export const ACTIVATIONS: Converters = {
  ...Object.fromEntries(
    ACTIVATION_SPELLINGS.map(([opType, name]) => [opType, activation(() => name)]),
  ),
  Clip: activation(clip),
};

/** A converter of nodes that are one activation. */
export function activation(of: (net: OnnxNet, node: OnnxNode) => Activation): Converter {
  return (net, node) => {
    const x = net.value(node, 0);
    const name = outputOf(node);
    const value = net.add('activation', name, [x.value], { activation: of(net, node) });
    net.give(node, value, x.dims, x.order);
  };
}

/** Bounds are attributes up to op set 10, inputs from 11 on. */
function clip(net: OnnxNet, node: OnnxNode): Activation {
  const bound = (position: number, name: string, fallback: number) => {
    if (net.opset < 11) return floatOf(node, name, fallback);
    const constant = net.optionalConstant(node, position);
    if (!constant) return fallback;
    if (constant.data.length !== 1)
      throw net.misfit(node, `has ${constant.data.length} numbers as one bound`);
    const [number = fallback] = net.realNumbers(constant);
    if (Number.isNaN(number)) throw net.misfit(node, 'has a bound that is NaN');
    return number;
  };
  const low = bound(1, 'min', -LARGEST_FLOAT);
  const high = bound(2, 'max', LARGEST_FLOAT);
  return low === 0 && high === LARGEST_FLOAT ? 'relu' : { clamp: [low, high] };
}
