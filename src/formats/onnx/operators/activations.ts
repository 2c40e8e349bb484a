// Functions of one number.
import type { Activation } from '../../../ops/elementwise/functions';
import { floatOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { ACTIVATION_SPELLINGS } from '../spellings';
import type { Converter, Converters } from './converter';

/** The largest finite number: the bound of a clip that has none. */
const LARGEST = 3.4028234663852886e38;

export const ACTIVATIONS: Converters = {
  ...Object.fromEntries(
    ACTIVATION_SPELLINGS.map(([opType, name]) => [opType, activation(() => name)]),
  ),
  LeakyRelu: activation((_, node) => ({ leakyRelu: floatOf(node, 'alpha', 0.01) })),
  Elu: activation((_, node) => ({ elu: floatOf(node, 'alpha', 1) })),
  HardSigmoid: activation((_, node) => ({
    hardSigmoid: [floatOf(node, 'alpha', 0.2), floatOf(node, 'beta', 0.5)],
  })),
  Clip: activation(clip),
};

function activation(of: (net: OnnxNet, node: OnnxNode) => Activation): Converter {
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
    if (constant.data.length !== 1) throw net.misfit(node, `has ${constant.data.length} bounds`);
    const [number = fallback] = net.realNumbers(constant);
    if (Number.isNaN(number)) throw net.misfit(node, 'has a bound that is NaN');
    return number;
  };
  const low = bound(1, 'min', -LARGEST);
  const high = bound(2, 'max', LARGEST);
  return low === 0 && high === LARGEST ? 'relu' : { clamp: [low, high] };
}
