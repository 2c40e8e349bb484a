// Activations as ONNX nodes.
import type { AnyNode } from '../../../graph/graph';
import type { Activation, Quantization } from '../../../ops/elementwise/functions';
import type { AttributeValues } from '../onnx-model';
import { ACTIVATION_SPELLINGS } from '../spellings';
import type { GraphWriter } from './graph-writer';

/** Activations that are one op without numbers. */
const PLAIN = new Map<Activation, string>([
  ['none', 'Identity'],
  ...ACTIVATION_SPELLINGS.map(([opType, activation]) => [activation, opType] as const),
]);
/** Values of a byte. */
const LEVELS = 256;

/**
 * Writes a node that gives our node's result, and its activation behind it. `write` gets the name of the value that it has
 * to give: the result itself where there is no activation.
 */
export function writeActivated(
  writer: GraphWriter,
  node: AnyNode,
  activation: Activation,
  write: (output: string) => void,
): void {
  const result = writer.result(node.outputs[0] ?? '');
  if (activation === 'none') {
    write(result);
    return;
  }
  const linear = writer.fresh(`${node.name}/linear`);
  write(linear);
  const add: AddNode = (...rest) => writer.emit(`${node.name}/activation`, ...rest);
  writeActivation(writer, node.name, activation, linear, result, add);
}

/** Adds the node that gives the result of an activation, under whatever name it is to have. */
export type AddNode = (
  opType: string,
  inputs: readonly string[],
  output: string,
  attributes?: AttributeValues,
) => void;

/** Writes y = act(x), the last node of it with `add`; others get names that start with `name`. */
export function writeActivation(
  writer: GraphWriter,
  name: string,
  activation: Activation,
  x: string,
  y: string,
  add: AddNode,
): void {
  if (activation === 'silu') {
    add('Mul', [x, writer.step(`${name}/sigmoid`, 'Sigmoid', [x])], y);
  } else if (typeof activation === 'string') {
    add(PLAIN.get(activation) ?? '', [x], y);
  } else {
    writeWithNumbers(writer, name, activation, x, y, add);
  }
}

function writeWithNumbers(
  writer: GraphWriter,
  name: string,
  activation: Exclude<Activation, string>,
  x: string,
  y: string,
  add: AddNode,
): void {
  if ('clamp' in activation) {
    add('Clip', [x, ...bounds(writer, name, ...activation.clamp)], y);
  } else if ('leakyRelu' in activation) {
    add('LeakyRelu', [x], y, { alpha: { f: activation.leakyRelu } });
  } else if ('elu' in activation) {
    add('Elu', [x], y, { alpha: { f: activation.elu } });
  } else if ('hardSigmoid' in activation) {
    const [alpha, beta] = activation.hardSigmoid;
    add('HardSigmoid', [x], y, { alpha: { f: alpha }, beta: { f: beta } });
  } else {
    writeQuantize(writer, name, activation.quantize, x, y, add);
  }
}

/** An infinite bound is one that Clip does not have. */
export function bounds(writer: GraphWriter, name: string, low: number, high: number): string[] {
  const least = Number.isFinite(low) ? writer.scalar(`${name}/min`, low) : '';
  const most = Number.isFinite(high) ? [writer.scalar(`${name}/max`, high)] : [];
  return [least, ...most];
}

/**
 * To 8 bits and back, where the multiples of the scale fit a byte: then other runtimes see a quantised network. Else
 * arithmetic that gives the same.
 */
function writeQuantize(
  writer: GraphWriter,
  name: string,
  quantization: Quantization,
  x: string,
  y: string,
  add: AddNode,
): void {
  const { scale, low, high } = quantization;
  const byte = byteRange(quantization);
  if (byte === null && scale === 1) {
    const whole = writer.step(`${name}/round`, 'Round', [x]);
    add('Clip', [whole, ...bounds(writer, name, low, high)], y);
    return;
  }
  const factor = writer.scalar(`${name}/scale`, scale);
  if (byte === null) {
    const steps = writer.step(`${name}/steps`, 'Div', [x, factor]);
    const whole = writer.step(`${name}/round`, 'Round', [steps]);
    const rounded = writer.step(`${name}/multiple`, 'Mul', [whole, factor]);
    add('Clip', [rounded, ...bounds(writer, name, low, high)], y);
    return;
  }
  const zeroPoint = writer.uint8(`${name}/zero-point`, byte.zeroPoint);
  const quantized = writer.step(`${name}/quantize`, 'QuantizeLinear', [x, factor, zeroPoint]);
  const back = [quantized, factor, zeroPoint];
  if (byte.isWhole) {
    add('DequantizeLinear', back, y);
  } else {
    const real = writer.step(`${name}/dequantize`, 'DequantizeLinear', back);
    add('Clip', [real, ...bounds(writer, name, low, high)], y);
  }
}

/** The byte that stands for 0, so that `low` is byte 0 or a later one; null where no such byte exists. */
function byteRange({ scale, low, high }: Quantization) {
  const [first, last] = [Math.round(low / scale), Math.round(high / scale)];
  const isMultiple = (steps: number, bound: number) =>
    Math.fround(steps * scale) === Math.fround(bound);
  const fits = first <= 0 && last >= 0 && last - first < LEVELS;
  if (!fits || !isMultiple(first, low) || !isMultiple(last, high)) return null;
  return { zeroPoint: Math.abs(first), isWhole: last - first === LEVELS - 1 };
}
