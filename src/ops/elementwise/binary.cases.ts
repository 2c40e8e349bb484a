// What ops of two values are tested with: a second operand that repeats, or not; constants on either side.
import { type CaseInput, type CaseOperand, type Cases, LAYER_ACTIVATIONS } from '../cases';
import { BINARY, type BinaryName, type binaryOps } from './binary';
import { ROWS } from './binary.reference';
import { type Activation, RELU6 } from './functions';

type AnyBinary = (typeof binaryOps)[BinaryName];

/** Not rounded to steps: quotients and the like may lie just beside a half. */
const CONTINUOUS: readonly Activation[] = ['relu', 'none', RELU6, { leakyRelu: 0.1 }];

/** Of each by its name. */
export const casesOf = Object.fromEntries(BINARY.map((name) => [name, ofOp(name)])) as {
  readonly [N in BinaryName]: Cases<AnyBinary>;
};

function ofOp(name: BinaryName): Cases<AnyBinary> {
  const { evenShort = false, domain = 'all' } = ROWS[name];
  const activations = evenShort ? CONTINUOUS : LAYER_ACTIVATIONS;
  return {
    attributes: () => activations.map((activation) => ({ activation })),
    operands: (_, input) => [secondOf(input)],
    domain,
  };
}

/** The second operand that an input asks for. */
export function secondOf({ second, batch, size, channels }: CaseInput): CaseOperand {
  const [repeats, constant] = second.split(', ');
  const whole = [batch, ...size, channels];
  const shape =
    repeats === 'pixels' ? [batch, 1, 1, channels] : repeats === 'everything' ? [channels] : whole;
  return {
    name: 'second',
    shape,
    isConstant: constant !== undefined,
    isFirst: constant === 'first constant',
  };
}
