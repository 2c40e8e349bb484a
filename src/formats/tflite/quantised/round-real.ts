// Quantised outputs in real numbers: what an operator gives is rounded to what its tensor can hold.
import type { Quantization } from '../../../ops/elementwise/functions';
import { activationStages, functionStages } from '../activations';
import type { FusedActivation } from '../schema';
import type { Finish, TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';
import type { TfliteTensor } from '../tflite-tensor';
import { codesOf, isLimit, sameQuantization, scaleOf, stepsRange, zeroPointOf } from './codes';

/** For the functions that only limit, function and rounding are one `quantize` with the narrower range. */
export const roundReal: Finish = (net, operator, fused, keeps, position) => {
  const output = net.output(operator, position);
  if (!codesOf(output)) return null;
  const isKept = keeps.length > 0 && keeps.every((tensor) => sameQuantization(tensor, output));
  if (isKept && fused === 'NONE') return [];
  const quantize = quantizeTo(net, operator, output, fused);
  return [
    ...(isLimit(fused) ? [] : functionStages(net, fused)),
    ...activationStages(net, { quantize }),
  ];
};

function quantizeTo(
  net: TfliteNet,
  operator: TfliteOperator,
  output: TfliteTensor,
  fused: FusedActivation,
): Quantization {
  const { scales = [] } = output.quantization ?? {};
  const scale = scaleOf(output);
  if (scales.length !== 1 || scale === 0) {
    throw net.unsupported(
      operator,
      `writes "${output.name}", ${output.type} with ${scales.length} scales`,
    );
  }
  const zeroPoint = zeroPointOf(output);
  const [least, greatest] = codesOf(output) ?? [0, 0];
  if (zeroPoint < least || zeroPoint > greatest) {
    throw net.misfit(
      operator,
      `writes "${output.name}", ${output.type} with zero point ${zeroPoint}`,
    );
  }
  const [low, high] = stepsRange(output, fused);
  return { scale, low: low * scale, high: high * scale };
}
