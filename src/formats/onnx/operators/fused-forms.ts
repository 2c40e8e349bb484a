// What ONNX Runtime's optimiser makes of several nodes, taken apart again.
import { floatOf, floatsOf, intOf, stringOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';

export const FUSED_FORMS: Converters = {
  'com.microsoft.FusedConv': composed((parts, node) => {
    const inputs = [0, 1, 2].flatMap((position) => parts.optional(position) ?? []);
    let y = parts.opWith('Conv', inputs, withoutActivation(node));
    const sum = parts.optional(3);
    if (sum !== null) y = parts.op('Add', [y, sum]);
    giveActivated(parts, node, y);
  }),
  'com.microsoft.FusedGemm': composed((parts, node) => {
    const inputs = [0, 1, 2].flatMap((position) => parts.optional(position) ?? []);
    giveActivated(parts, node, parts.opWith('Gemm', inputs, withoutActivation(node)));
  }),
  'com.microsoft.FusedMatMul': composed((parts, node, net) => {
    if (intOf(node, 'transBatchA', 0) + intOf(node, 'transBatchB', 0) > 0) {
      throw net.unsupported(node, 'transposes batches');
    }
    const operand = (position: number, attribute: string) => {
      const x = parts.input(position);
      if (intOf(node, attribute, 0) === 0) return x;
      const rank = parts.rankOf(x);
      const perm = Array.from({ length: rank }, (_, axis) => axis);
      return parts.op('Transpose', [x], { perm: [...perm.slice(0, -2), rank - 1, rank - 2] });
    };
    const product = parts.op('MatMul', [operand(0, 'transA'), operand(1, 'transB')]);
    parts.give('Mul', [product, parts.real(floatOf(node, 'alpha', 1))]);
  }),
  'com.microsoft.Gelu': composed((parts) => parts.give('Gelu', [parts.input(0)])),
  'com.microsoft.BiasGelu': composed((parts) => {
    parts.give('Gelu', [parts.op('Add', [parts.input(0), parts.input(1)])]);
  }),
  'com.microsoft.FastGelu': composed((parts) => {
    const bias = parts.optional(1);
    const x = bias === null ? parts.input(0) : parts.op('Add', [parts.input(0), bias]);
    parts.give('Gelu', [x], { approximate: 'tanh' });
  }),
  'com.microsoft.QuickGelu': composed((parts, node) => {
    const x = parts.input(0);
    const scaled = parts.op('Mul', [x, parts.real(floatOf(node, 'alpha', 1.702))]);
    parts.give('Mul', [x, parts.op('Sigmoid', [scaled])]);
  }),
  'com.microsoft.SkipLayerNormalization': composed((parts, node, net) => {
    const bias = parts.optional(4);
    const sum = parts.op('Add', [parts.input(0), parts.input(1)]);
    const x = bias === null ? sum : parts.op('Add', [sum, bias]);
    if (node.outputs.slice(1, 3).some((name) => name !== '')) {
      throw net.unsupported(node, 'gives means and deviations');
    }
    const beta = parts.optional(3);
    const inputs = [x, parts.input(2), ...(beta === null ? [] : [beta])];
    const epsilon = { f: floatOf(node, 'epsilon', 1e-12) };
    parts.give('LayerNormalization', inputs, { axis: -1, epsilon });
    parts.give('Identity', [x], {}, 3);
  }),
};

const OWN: readonly string[] = ['activation', 'activation_params', 'activation_alpha'];

function withoutActivation({ attributes }: OnnxNode): OnnxNode['attributes'] {
  return attributes.filter(({ name }) => !OWN.includes(name));
}

function giveActivated(parts: Composition, node: OnnxNode, x: string): void {
  const activation = stringOf(node, 'activation', '');
  const [first = 0, second = 0] = floatsOf(node, 'activation_params') ?? [];
  switch (activation) {
    case '':
      parts.give('Identity', [x]);
      break;
    case 'LeakyRelu':
      parts.give(activation, [x], {
        alpha: { f: first || floatOf(node, 'activation_alpha', 0.01) },
      });
      break;
    case 'HardSigmoid':
      parts.give(activation, [x], { alpha: { f: first }, beta: { f: second } });
      break;
    case 'Clip':
      parts.give('Min', [parts.op('Max', [x, parts.real(first)]), parts.real(second)]);
      break;
    default:
      parts.give(activation, [x]);
  }
}
