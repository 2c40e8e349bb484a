// Functions of one number that few classifiers have.
import { floatOf } from '../attributes';
import { activation } from './activations';
import type { Converters } from './converter';

export const FURTHER_ACTIVATIONS: Converters = {
  LeakyRelu: activation((_, node) => ({ leakyRelu: floatOf(node, 'alpha', 0.01) })),
  Elu: activation((_, node) => ({ elu: floatOf(node, 'alpha', 1) })),
  HardSigmoid: activation((_, node) => ({
    hardSigmoid: [floatOf(node, 'alpha', 0.2), floatOf(node, 'beta', 0.5)],
  })),
};
