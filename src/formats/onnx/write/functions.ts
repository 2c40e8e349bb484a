// Functions of one and two values that few networks have, as ONNX nodes.
import type { Node } from '../../../graph/graph';
import type { ComparisonName } from '../../../ops/elementwise/comparison';
import { COMPARISON_SPELLINGS, UNARY_SPELLINGS } from '../further-spellings';
import { ONNX_TYPES } from '../onnx-model';
import { secondOperand } from './binary';
import type { GraphWriter } from './graph-writer';

const OP_TYPES = new Map(UNARY_SPELLINGS.map(([opType, name]) => [name, opType]));
const COMPARING = new Map<ComparisonName, string>([
  ...COMPARISON_SPELLINGS.map(([opType, name]) => [name, opType] as const),
  ['min', 'Min'],
  ['max', 'Max'],
]);

/** Those that op set 13 lacks are written as what they are made of. */
export function writeUnary(writer: GraphWriter, node: Node<'unary'>): void {
  const { name, attributes } = node;
  const x = writer.use(node.inputs[0] ?? '');
  const y = writer.result(node.outputs[0] ?? '');
  const step = (part: string, opType: string, inputs: readonly string[]) =>
    writer.step(`${name}/${part}`, opType, inputs);
  const number = (part: string, value: number) => writer.scalar(`${name}/${part}`, value);
  switch (attributes.function) {
    case 'gelu': {
      const scaled = step('scaled', 'Mul', [x, number('root', Math.SQRT1_2)]);
      const sum = step('sum', 'Add', [step('erf', 'Erf', [scaled]), number('one', 1)]);
      writer.main(node, 'Mul', [step('half', 'Mul', [x, number('factor', 0.5)]), sum], y);
      return;
    }
    case 'gelu-tanh': {
      // x · sigmoid(2 · √(2/π) · (x + 0.044715 · x³)).
      const cube = step('cube', 'Mul', [step('square', 'Mul', [x, x]), x]);
      const small = step('small', 'Mul', [cube, number('cubed', 0.044715)]);
      const sum = step('sum', 'Add', [x, small]);
      const twice = step('twice', 'Mul', [sum, number('factor', 2 * Math.sqrt(2 / Math.PI))]);
      writer.main(node, 'Mul', [x, step('sigmoid', 'Sigmoid', [twice])], y);
      return;
    }
    case 'mish':
      writer.main(node, 'Mul', [x, step('tanh', 'Tanh', [step('softplus', 'Softplus', [x])])], y);
      return;
    default:
      writer.main(node, OP_TYPES.get(attributes.function) ?? '', [x], y);
  }
}

/** What is true or not is written as a truth value, and made a number. */
export function writeComparison(writer: GraphWriter, node: Node<'comparison'>): void {
  const { function: name } = node.attributes;
  const opType = COMPARING.get(name) ?? '';
  const [a = ''] = node.inputs;
  const inputs = [writer.use(a), secondOperand(writer, node)];
  const y = writer.result(node.outputs[0] ?? '');
  if (name === 'min' || name === 'max') {
    writer.main(node, opType, inputs, y);
    return;
  }
  const truth = writer.fresh(`${node.name}/truth`);
  writer.main(node, opType, inputs, truth);
  writer.emit(`${node.name}/number`, 'Cast', [truth], y, { to: ONNX_TYPES.FLOAT });
}

export function writeChoose(writer: GraphWriter, node: Node<'choose'>): void {
  const [condition = '', a = '', b = ''] = node.inputs;
  const truth = writer.step(`${node.name}/truth`, 'Cast', [writer.use(condition)], {
    to: ONNX_TYPES.BOOL,
  });
  const result = writer.result(node.outputs[0] ?? '');
  writer.main(node, 'Where', [truth, writer.use(a), writer.use(b)], result);
}

/** [n, c, h, w] → [n, c]. */
export function writeGlobalReduction(writer: GraphWriter, node: Node<'global-reduction'>): void {
  const x = writer.use(node.inputs[0] ?? '');
  const result = writer.result(node.outputs[0] ?? '');
  switch (node.attributes.function) {
    case 'sum': {
      const axes = writer.int64s(`${node.name}/axes`, [2, 3]);
      writer.main(node, 'ReduceSum', [x, axes], result, { keepdims: 0 });
      return;
    }
    case 'min':
      writer.main(node, 'ReduceMin', [x], result, { axes: [2, 3], keepdims: 0 });
      return;
    case 'product':
      writer.main(node, 'ReduceProd', [x], result, { axes: [2, 3], keepdims: 0 });
  }
}

export function writeArgMax(writer: GraphWriter, node: Node<'arg-max'>): void {
  const [x = ''] = node.inputs;
  const index = writer.fresh(`${node.name}/index`);
  writer.main(node, 'ArgMax', [writer.use(x)], index, {
    axis: writer.channelAxis(x),
    select_last_index: Number(node.attributes.takesLast),
  });
  const result = writer.result(node.outputs[0] ?? '');
  writer.emit(`${node.name}/number`, 'Cast', [index], result, { to: ONNX_TYPES.FLOAT });
}
