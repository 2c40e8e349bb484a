// Constants that a file gives by what they hold, and what is known of values without computing them: shape and size.
import { product } from '../../../util/math';
import { intOf, tensorOf } from '../attributes';
import { type Constant, constantOf, foldedConstant, isReal } from '../constant';
import { ONNX_TYPES, type OnnxNode } from '../onnx-model';
import { type OnnxNet, outputOf } from '../onnx-net';
import { numbersOf } from '../operators/shapes';
import type { Folders } from './folder';

const { FLOAT, INT64, BOOL, STRING } = ONNX_TYPES;

export const GIVEN: Folders = {
  ConstantOfShape: (net, node) => [constantOfShape(net, node)],
  Range: (net, node, inputs) => [range(net, node, inputs)],
  Cast: (net, node, [x]) => (x ? [cast(net, node, x)] : []),
};

/** The sizes of a value: known whether it is computed or not. */
export function shapeConstant(net: OnnxNet, node: OnnxNode): Constant {
  const { dims } = net.input(node, 0);
  const bound = (name: string, fallback: number) => {
    const at = net.opset < 15 ? fallback : intOf(node, name, fallback);
    return Math.min(Math.max(at < 0 ? at + dims.length : at, 0), dims.length);
  };
  const sizes = dims.slice(bound('start', 0), bound('end', dims.length));
  return foldedConstant(outputOf(node), [sizes.length], INT64, (i) => sizes[i] ?? 0);
}

/** How many numbers a value has. */
export function sizeConstant(net: OnnxNet, node: OnnxNode): Constant {
  const count = product(net.input(node, 0).dims);
  return foldedConstant(outputOf(node), [], INT64, () => count);
}

function constantOfShape(net: OnnxNet, node: OnnxNode): Constant {
  const dims = numbersOf(net, node, 0) ?? [];
  if (dims.some((size) => size < 0)) throw net.misfit(node, `makes the impossible shape [${dims}]`);
  const tensor = tensorOf(node, 'value');
  const value = tensor ? constantOf(tensor) : null;
  const number = value?.data[0] ?? 0;
  return foldedConstant(outputOf(node), dims, value?.dataType ?? FLOAT, () => number);
}

function range(net: OnnxNet, node: OnnxNode, inputs: readonly Constant[]): Constant {
  const [from = 0, to = 0, step = 0] = inputs.map(({ data }) => data[0] ?? 0);
  if (step === 0) throw net.misfit(node, 'counts in steps of 0');
  const count = Math.max(Math.ceil((to - from) / step), 0);
  const type = inputs[0]?.dataType ?? INT64;
  return foldedConstant(outputOf(node), [count], type, (i) => from + i * step);
}

function cast(net: OnnxNet, node: OnnxNode, x: Constant): Constant {
  const to = intOf(node, 'to', FLOAT);
  const isKnown = Object.values(ONNX_TYPES).some((code) => code === to && code !== STRING);
  if (!isKnown) throw net.unsupported(node, `casts to type ${to}`);
  return foldedConstant(outputOf(node), x.dims, to, (i) => {
    const value = x.data[i] ?? 0;
    if (to === BOOL) return Number(value !== 0);
    return isReal(to) ? value : Math.trunc(value);
  });
}
