// A network whose parts are called as a test says: files may call theirs anything.
import { GraphBuilder } from '../graph/builder';
import type { Model } from '../graph/model';
import { f32Tensor } from '../tensor/tensor';

/** How a network's parts are called. */
export interface PartNames {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly weights: string;
}

/** Names that objects have properties of, that share a file, that terminals act on, and that promises and options have. */
export const STRANGE_NAMES: readonly PartNames[] = [
  {
    inputs: ['__proto__', 'constructor'],
    outputs: ['toString', 'a/b', 'a_b', 'A_B'],
    weights: 'hasOwnProperty',
  },
  {
    inputs: ['toString', 'valueOf'],
    outputs: ['__proto__', 'constructor', '\u001b[31mred\n', '..'],
    weights: 'toLocaleString',
  },
  { inputs: ['picture', 'graph'], outputs: ['then', 'signal'], weights: '__proto__' },
];

/** Output k is leaky ReLU of slope k of twice the sum of the inputs, all [1, 4]. */
export function namedModel({ inputs, outputs, weights }: PartNames): Model {
  const builder = new GraphBuilder('named', 'nchw');
  for (const name of inputs) builder.input(name, [1, 4]);
  const sum = inputs.reduce((a, b, at) =>
    builder.node('add', `sum ${at}`, [a, b], { activation: 'none' }),
  );
  const doubles = Float32Array.from({ length: 16 }, (_, at) => (at % 5 === 0 ? 2 : 0));
  const layer = [sum, builder.constant(weights, f32Tensor([4, 4], doubles))];
  builder.node('fully-connected', 'doubled', layer, { activation: 'none' });
  for (const [slope, name] of outputs.entries()) {
    builder.node('activation', name, ['doubled'], { activation: { leakyRelu: slope } });
  }
  return { name: 'named', graph: builder.build(outputs), classifier: null };
}

/** What `namedModel` gives for −1, 0, 1, 2 as each of two inputs: a row for each output. */
export function namedAnswers({ outputs }: PartNames): number[][] {
  return outputs.map((_, slope) => [0 - 4 * slope, 0, 4, 8]);
}
