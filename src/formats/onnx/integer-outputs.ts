// What users get of outputs that are quantised or of whole numbers: the whole numbers themselves.
import { UnsupportedError } from '../../errors';
import { foldedConstant, isReal } from './constant';
import { ONNX_TYPES } from './onnx-model';
import type { Computed, OnnxNet, Operand } from './onnx-net';

/** The numbers of an output as real ones. */
export function asOutput(net: OnnxNet, operand: Operand, name: string): Computed {
  if (operand.kind === 'constant') {
    const { dims, data, dataType } = operand;
    if (dims.includes(0)) throw new UnsupportedError(`The output "${name}" has no numbers.`);
    if (isReal(dataType)) return net.stored(operand);
    return net.stored(foldedConstant(name, dims, ONNX_TYPES.FLOAT, (i) => data[i] ?? 0));
  }
  const { quantization } = operand;
  if (quantization === undefined) return operand;
  // The real numbers are multiples of the scale; their steps count from the zero point.
  const [scale = 1, zero = 0] = quantization.split(' ').map(Number);
  const channels = net.graph.shapeOf(operand.value).at(-1) ?? 1;
  const vector = (part: string, value: number) =>
    net.addWeights(`${name}/${part}`, `${name}/${part}`, [channels], () =>
      new Float32Array(channels).fill(value),
    );
  const steps = net.add('mul', `${name}/steps`, [operand.value, vector('per-step', 1 / scale)], {
    activation: { quantize: { scale: 1, low: -(2 ** 24), high: 2 ** 24 } },
  });
  const value = net.add('bias-add', `${name}/codes`, [steps, vector('zero', zero)], {});
  return { ...operand, value };
}
