// Casts, and other operators that pass on what they read.
import { finishingStages } from '../activations';
import type { Converters } from '../ops';
import type { Stage, TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';
import type { TfliteTensor } from '../tflite-tensor';
import { offsetStage, scaleStage, unaryStage } from './stages';

export const CASTS: Converters = { CAST: convertCast, DENSIFY: convertDensify };

/** A cast of quantised numbers gives their codes, and one to whole numbers cuts off what is behind the point. */
function convertCast(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.input(operator, 0);
  const output = net.output(operator);
  if (output.quantization) throw net.unsupported(operator, 'casts to quantised numbers');
  const isCutOff = x.type.startsWith('FLOAT') && !output.type.startsWith('FLOAT');
  if (isCutOff && output.type === 'BOOL') {
    throw net.unsupported(operator, `casts ${x.type} to ${output.type}`);
  }
  const value = net.value(operator, 0);
  if (!isCutOff || x.data) {
    net.emit(operator, value, codeStages(net, x));
    return;
  }
  const sign = unaryStage(net, 'sign').add(net.innerName(operator, 'sign'), value);
  net.emit(operator, value, [
    unaryStage(net, 'abs'),
    unaryStage(net, 'floor'),
    {
      suffix: 'whole',
      add: (name, from) => net.graph.node('mul', name, [from, sign], { activation: 'none' }),
    },
  ]);
}

function codeStages(net: TfliteNet, { quantization }: TfliteTensor): Stage[] {
  const { scales: [scale = 1] = [], zeroPoints: [zeroPoint = 0] = [] } = quantization ?? {};
  return [
    // A float32 quotient may miss a whole number by a little.
    ...(scale === 1 ? [] : [scaleStage(net, 1 / scale), unaryStage(net, 'round')]),
    ...(zeroPoint === 0 ? [] : [offsetStage(net, zeroPoint)]),
  ];
}

/** Sparse tensors were made dense when the file was opened. */
function convertDensify(net: TfliteNet, operator: TfliteOperator): void {
  const x = net.input(operator, 0);
  if (x.data) net.fold(operator, x);
  else net.emit(operator, net.value(operator, 0), finishingStages(net, operator, 'NONE', [x]));
}
