// The operators of files whose activations are quantised. Layers compute with whole numbers of steps, of which float32 has all up to
// 2²⁴: sums below that are exact in whatever order they are added, and what they round to is what TensorFlow Lite gives. Operators that nothing is
// said of compute with the real numbers that steps stand for, and round as their output's type does.
import { FURTHER_OPERATORS } from './further-operators';
import type { OperatorConverter, TfliteOps } from './ops';
import { planInSteps } from './quantised/operators-in-steps';
import { roundReal } from './quantised/round-real';
import { StepsNet } from './quantised/steps-net';
import type { TfliteNet } from './tflite-net';

/** All operators. */
export const QUANTISED_OPERATORS: TfliteOps = {
  builds: FURTHER_OPERATORS.builds,
  converters: new Map(
    [...FURTHER_OPERATORS.converters].map(([op, convert]) => [op, inSteps(convert)]),
  ),
  finish: roundReal,
};

/** A converter of real numbers, in steps where that can be. What only constants are read by is computed in real numbers at once. */
function inSteps(convert: OperatorConverter): OperatorConverter {
  return (net, operator) => {
    const isComputed = operator.inputs.some((index) => net.computedValue(index) !== null);
    const plan = isComputed ? planInSteps(net, operator) : null;
    const steps = plan && stepsOf(net);
    if (!steps || (plan.isPassing && !steps.hasInputOf(operator))) convert(net, operator);
    else steps.convert(operator, plan, convert);
  };
}

const stepsNets = new WeakMap<TfliteNet, StepsNet>();

function stepsOf(net: TfliteNet): StepsNet {
  const known = stepsNets.get(net) ?? new StepsNet(net);
  stepsNets.set(net, known);
  return known;
}
