// Activations that ops are tested with: every one, and those with numbers more than once.
import { QUANTIZE } from '../cases';
import { type Activation, FUNCTIONS, partsOf, RELU6 } from './functions';

const CHOSEN: readonly Activation[] = [
  'relu',
  'none',
  RELU6,
  { clamp: [-1, 1] },
  QUANTIZE,
  'sigmoid',
  'tanh',
  'hard-swish',
  'silu',
  { leakyRelu: 0.1 },
  { elu: 1.5 },
  { hardSigmoid: [0.2, 0.5] },
];

/** What else is in the table. */
const OTHERS = Object.entries(FUNCTIONS)
  .filter(([name]) => !CHOSEN.some((activation) => partsOf(activation)[0] === name))
  .map(([name, { takes }]): Activation => {
    if (takes === null) return name as Extract<Activation, string>;
    return { [name]: takes === 'real' ? 0.5 : [0.5, 0.25] } as unknown as Activation;
  });

/** All of them. */
export const ACTIVATIONS: readonly Activation[] = [...CHOSEN, ...OTHERS];
