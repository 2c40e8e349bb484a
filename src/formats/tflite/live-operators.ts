// The operators whose results reach an output: what nothing reads need not be of a kind that is known.
import type { Subgraph } from './check-structure';
import type { TfliteOperator } from './tflite-operator';

/** In execution order. */
export function liveOperators({ operators, outputs }: Subgraph): TfliteOperator[] {
  const read = new Set(outputs);
  const live: TfliteOperator[] = [];
  for (const operator of operators.toReversed()) {
    if (!operator.outputs.some((index) => read.has(index))) continue;
    live.push(operator);
    for (const index of operator.inputs) read.add(index);
  }
  return live.reverse();
}
