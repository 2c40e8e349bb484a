// Whole numbers of another step size as ONNX nodes, in floats, which hold all that is computed here exactly.
import type { Node } from '../../../graph/graph';
import type { Ties } from '../../../ops/elementwise/requantize';
import { bounds } from './activations';
import { secondOperand, useAcrossChannels } from './binary';
import type { GraphWriter } from './graph-writer';

/** Bits of the lower halves of factors: products of either half and a code are below 2²⁴. */
const LOWER_BITS = 11;

/** Adds a node under a part of the op's name; numbers are constants. */
type Step = (part: string, opType: string, ...inputs: (string | number)[]) => string;

export function writeRequantize(writer: GraphWriter, node: Node<'requantize'>): void {
  const [x = '', k = ''] = node.inputs;
  const { ties, origin, range } = node.attributes;
  const step = stepsOf(writer, node.name);
  const factors = useAcrossChannels(writer, node.name, x, k);
  const whole = WHOLE[ties](step, step('scaled', 'Mul', writer.use(x), factors), origin);
  const result = writer.result(node.outputs[0] ?? '');
  writer.main(node, 'Clip', [whole, ...bounds(writer, node.name, ...range)], result);
}

const WHOLE: Readonly<Record<Ties, (step: Step, x: string, origin: number) => string>> = {
  even: (step, x) => step('round', 'Round', x),
  up: (step, x) => step('floor', 'Floor', step('half', 'Add', x, 0.5)),
  away: (step, x, origin) => {
    const code = step('code', 'Add', x, origin);
    const more = step('half', 'Add', step('size', 'Abs', code), 0.5 + 2 ** -12);
    const signed = step('signed', 'Mul', step('sign', 'Sign', code), step('floor', 'Floor', more));
    return step('steps', 'Sub', signed, origin);
  },
};

/**
 * With factors m = m' · 2¹¹ + m″, ⌊(a · m + b · n + half) / 2^shift⌋ is ⌊(a · m' + b · n' + carry + half / 2¹¹) / 2^(shift − 11)⌋, where
 * the carry is ⌊(a · m″ + b · n″) / 2¹¹⌋.
 */
export function writeRequantizedSum(writer: GraphWriter, node: Node<'requantized-sum'>): void {
  const { factors, shift, range } = node.attributes;
  const step = stepsOf(writer, node.name);
  const values = [writer.use(node.inputs[0] ?? ''), secondOperand(writer, node)];
  const unit = 2 ** LOWER_BITS;
  const sum = (half: string, part: (factor: number) => number) => {
    const [a = '', b = ''] = values.map((value, i) =>
      step(`${half}-${i}`, 'Mul', value, part(factors[i] ?? 0)),
    );
    return step(half, 'Add', a, b);
  };
  const upper = sum('upper', (factor) => Math.floor(factor / unit));
  const lower = sum('lower', (factor) => factor - Math.floor(factor / unit) * unit);
  const carry = step('carry', 'Floor', step('fraction', 'Mul', lower, 1 / unit));
  const whole = step('whole', 'Add', step('sum', 'Add', upper, carry), 2 ** (shift - 1) / unit);
  const floor = step('floor', 'Floor', step('shifted', 'Mul', whole, unit / 2 ** shift));
  const result = writer.result(node.outputs[0] ?? '');
  writer.main(node, 'Clip', [floor, ...bounds(writer, node.name, ...range)], result);
}

function stepsOf(writer: GraphWriter, name: string): Step {
  return (part, opType, ...inputs) => {
    const named = inputs.map((input, i) =>
      typeof input === 'string' ? input : writer.scalar(`${name}/${part}-${i}`, input),
    );
    return writer.step(`${name}/${part}`, opType, named);
  };
}
