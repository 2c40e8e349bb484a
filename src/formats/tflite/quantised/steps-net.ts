// The steps of a net's quantised tensors: whole numbers of scales, counted from zero points. They are values of their own beside the
// real numbers, made of them where an operator asks for steps that no operator gave.
import { activationStages } from '../activations';
import { scaleStage } from '../further/stages';
import type { OperatorConverter } from '../ops';
import type { FusedActivation } from '../schema';
import { type Finish, type Stage, TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';
import type { TfliteTensor } from '../tflite-tensor';
import { codesOf, inSteps, scaleOf, stepsRange } from './codes';

/** How an operator computes in steps. */
export interface Plan {
  /** What follows its arithmetic; by default its function's limits, since what it gives are steps of its output. */
  readonly finish?: (steps: TfliteNet, fused: FusedActivation) => Stage[];
  /** What converts it, where that is not what converts it in real numbers. */
  readonly convert?: OperatorConverter;
  /** Whether it only passes steps on, so that it stays in real numbers where nothing gave it steps. */
  readonly isPassing?: boolean;
}

/** Which neighbour a tie takes; where it goes away from the code 0, that number of steps is −`origin`. */
export type Rounding = { readonly ties: 'even' | 'up' | 'away'; readonly origin?: number };

/** Sums of products stay as they are: `quantize` tells kernels that they are whole, and no other bound is near. */
const WHOLE = { quantize: { scale: 1, low: -(2 ** 31), high: 2 ** 31 } } as const;

/**
 * The net of steps beside one of real numbers: one graph, and the same file with all scales 1, so that converters of real numbers give
 * steps.
 */
export class StepsNet {
  readonly #real: TfliteNet;
  readonly #steps: TfliteNet;
  /** That of the operator that is converted. */
  #plan: Plan = {};

  constructor(real: TfliteNet) {
    const { file, graph, options } = real;
    const tensors = file.tensors.map(inSteps);
    const finish: Finish = (...given) => this.#finish(...given);
    const ownFile = { ...file, tensors, inputs: [], outputs: [] };
    this.#real = real;
    const own = { graph, suffix: '/steps', sums: WHOLE, finish };
    this.#steps = new TfliteNet('steps', ownFile, { ...options, ...own });
  }

  /** Whether operators gave steps that this one reads. */
  hasInputOf({ inputs }: TfliteOperator): boolean {
    return inputs.some((index) => {
      const tensor = this.#real.file.tensors[index];
      return tensor && codesOf(tensor) && this.#steps.computedValue(index) !== null;
    });
  }

  /** Adds the nodes of an operator, and those of the real numbers that its steps stand for. */
  convert(operator: TfliteOperator, plan: Plan, convert: OperatorConverter): void {
    for (const index of operator.inputs) this.#bring(operator, index);
    this.#plan = plan;
    (plan.convert ?? convert)(this.#steps, operator);
    for (const position of operator.outputs.keys()) this.#giveReal(operator, position);
  }

  /** Lets the net of steps have what an operator reads: steps of codes, and all other numbers as they are. */
  #bring(operator: TfliteOperator, index: number): void {
    const tensor = this.#real.file.tensors[index];
    const value = this.#real.computedValue(index);
    if (!tensor || value === null || this.#steps.computedValue(index) !== null) return;
    const writing = { ...operator, outputs: [index] };
    if (!codesOf(tensor)) {
      this.#steps.define(writing, 0, value);
      return;
    }
    const factor = Math.fround(1 / scaleOf(tensor));
    const stage = requantizeStage(this.#steps, tensor, { ties: 'even' }, factor);
    this.#steps.emit(writing, value, [stage]);
  }

  /** Real numbers have the tensor's own name. */
  #giveReal(operator: TfliteOperator, position: number): void {
    const real = this.#real;
    const value = this.#steps.computedValue(operator.outputs[position] ?? -1);
    if (value === null) return;
    const scale = scaleOf(real.output(operator, position));
    real.emit(operator, value, [scaleStage(real, scale)], position);
  }

  #finish(...[, operator, fused, , position]: Parameters<Finish>): Stage[] {
    const { finish } = this.#plan;
    if (finish) return finish(this.#steps, fused);
    const output = this.#real.output(operator, position);
    return fused === 'NONE'
      ? []
      : activationStages(this.#steps, { clamp: stepsRange(output, fused) });
  }
}

/** One for all channels, or one for each. */
export type Factors = number | readonly number[];

/** Rounds products with factors to the steps that a tensor can hold of what a function gives. */
export function requantizeStage(
  net: TfliteNet,
  output: TfliteTensor,
  { ties, origin = 0 }: Rounding,
  factors: Factors = 1,
  fused?: FusedActivation,
): Stage {
  const given = typeof factors === 'number' ? [factors] : factors;
  const attributes = { ties, origin, range: stepsRange(output, fused) };
  return {
    suffix: 'requantize',
    add: (name, x) => {
      const channels = net.graph.shapeOf(x).at(-1) ?? 1;
      const k = net.addNumbers(`${name}/factors`, [channels], (i) => given[i % given.length] ?? 0);
      return net.graph.node('requantize', name, [x, k], attributes);
    },
  };
}
