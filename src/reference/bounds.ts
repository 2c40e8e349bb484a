// How far a kernel's result may be from the reference, element by element, and why. Errors are counted in ULP (units in
// the last place) of a magnitude: of the sum of the magnitudes of an element's terms where it is a sum, since with terms
// of both signs the result itself can be arbitrarily small next to their rounding; of the element itself elsewhere.
// What each op rounds stands in its own reference file.
import { valueNamed } from '../graph/graph';
import { normalised } from '../ops/conv/conv2d.reference';
import { type Activation, isQuantized } from '../ops/elementwise/functions';
import {
  activationError,
  needsArgument,
  quantizedError,
  steepestSlope,
} from '../ops/elementwise/functions.reference';
import { evaluateLayers, evaluateOp, fusedOpOf, type OpCall } from '../ops/evaluate-op';
import type { FusedOp } from '../ops/fused-op';
import { FLOAT32, type NumberFormat } from '../ops/number-format';
import type { RoundingPart } from '../ops/reference';
import { ROUNDINGS } from '../ops/roundings.gen';
import { roundingsOfSums } from '../ops/sum-rounding';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { own } from '../util/own';
import { evaluateGraph } from './evaluate-graph';
import { type NodeUnderTest, nodeAlone } from './node-alone';

/** How a node is judged. */
export interface AccuracyOptions {
  /** The node's first output by the reference, where it has been computed already. */
  readonly expected?: ArrayLike<number>;
  /**
   * Whether sums and products of the data are exact in float32, as those of short numbers are. Then sums of products have
   * no error, and a quantised result has no ties that could fall to either side.
   */
  readonly shortNumbers?: boolean;
  /** What each element of the first input of a sum may be off; nothing where it is not given. */
  readonly inputErrors?: ArrayLike<number>;
  /** What the node was computed in; float32 where it is not given. */
  readonly format?: NumberFormat;
}

/** What an element of a node's first output may be off, and what its ULPs are counted at. */
export interface Accuracy {
  /** The largest allowed absolute error of every element; 0 where nothing is rounded. */
  readonly bounds: Float64Array;
  /** The magnitude of every element at which one ULP is counted; not negative. */
  readonly magnitudes: Float64Array;
}

/** The error of every element before the activation, and the magnitude at which its ULPs are counted. */
interface Errors {
  readonly errors: ArrayLike<number>;
  readonly magnitudes: ArrayLike<number>;
}

/** The largest allowed absolute error of every element of the node's first output. */
export function boundsOf(test: NodeUnderTest, options: AccuracyOptions = {}): Float64Array {
  return accuracyOf(test, options).bounds;
}

/** Bounds with the magnitudes that they are counted at. */
export function accuracyOf(test: NodeUnderTest, options: AccuracyOptions = {}): Accuracy {
  return accuracyOfCall(callUnderTest(isolated(test)), options);
}

function accuracyOfCall(call: OpCall, options: AccuracyOptions): Accuracy {
  const fused = fusedOpOf(call);
  if (fused) return fusedAccuracy(fused, call, options);
  const expected = options.expected ?? firstOf(evaluateOp(call)).data;
  const parts = roundingPartsOf(call, expected, options.format ?? FLOAT32);
  const [whole] = parts;
  if (whole && 'errors' in whole) {
    return { bounds: whole.errors, magnitudes: Float64Array.from(expected, Math.abs) };
  }
  const { errors, magnitudes } = parts
    .map((part) => errorsOf(part, call, expected, options))
    .reduce(plus, { errors: [], magnitudes: expected });
  return {
    bounds: throughActivation(activationOf(call), errors, call, expected, options),
    magnitudes: Float64Array.from(magnitudes, Math.abs),
  };
}

/** Those of the last layer. What a layer reads may be off by as much as the bound of the layer before says. */
function fusedAccuracy(
  op: FusedOp<string, never>,
  { attributes, inputs }: OpCall,
  { expected: _, ...options }: AccuracyOptions,
): Accuracy {
  const accuracies = new Map<string, Accuracy>();
  for (const { call, reads, gives, result } of evaluateLayers(op, attributes, inputs)) {
    const before = reads.flatMap((name) => accuracies.get(name) ?? []);
    const [first] = before;
    const accuracy =
      before.length === reads.length
        ? passed(call, before)
        : accuracyOfCall(call, {
            ...options,
            expected: result.data,
            ...(first && { inputErrors: first.bounds }),
            ...(first && !op.staysShort && { shortNumbers: false }),
          });
    accuracies.set(gives, accuracy);
  }
  return [...accuracies.values()].at(-1) ?? { bounds: NOTHING, magnitudes: NOTHING };
}

const NOTHING = new Float64Array(0);

/** Of a layer that puts others' results together: errors go where the numbers go, so the op is computed on their places. */
function passed(call: OpCall, before: readonly Accuracy[]): Accuracy {
  let next = 0;
  const inputs = before.map(({ bounds }, index) =>
    f32Tensor(
      call.inputs[index]?.shape ?? [],
      Float32Array.from(bounds, () => next++),
    ),
  );
  const places = firstOf(evaluateOp({ ...call, inputs })).data;
  const moved = (pick: (accuracy: Accuracy) => Float64Array) => {
    const all = before.flatMap((accuracy) => [...pick(accuracy)]);
    return Float64Array.from(places, (place) => all[place] ?? 0);
  };
  return {
    bounds: moved(({ bounds }) => bounds),
    magnitudes: moved(({ magnitudes }) => magnitudes),
  };
}

function roundingPartsOf(
  { op, attributes, inputs, shapes }: OpCall,
  expected: ArrayLike<number>,
  format: NumberFormat,
): readonly RoundingPart[] {
  const rounding = ROUNDINGS[op as keyof typeof ROUNDINGS] as (
    call: object,
  ) => readonly RoundingPart[];
  return rounding({ attributes, inputs, shapes, expected, format });
}

/** What a part of an op's rounding makes every element off, before the activation. */
function errorsOf(
  part: RoundingPart,
  call: OpCall,
  expected: ArrayLike<number>,
  options: AccuracyOptions,
): Errors {
  if ('errors' in part) return { errors: part.errors, magnitudes: part.errors };
  const { shortNumbers = false, format = FLOAT32 } = options;
  const isExact = shortNumbers && !part.evenShort;
  if ('isSum' in part) return sumErrors(call, isExact, options, part.block);
  const magnitudes = magnitudesOf(part.of, call, expected);
  const ulps = isExact ? 0 : part.ulps;
  return {
    errors: Float64Array.from(magnitudes, (magnitude) => ulps * format.ulp * Math.abs(magnitude)),
    magnitudes,
  };
}

function magnitudesOf(
  of: 'result' | 'terms' | ArrayLike<number>,
  call: OpCall,
  expected: ArrayLike<number>,
): ArrayLike<number> {
  if (typeof of !== 'string') return of;
  if (of === 'result' && activationOf(call) === 'none') return expected;
  const plain = withoutActivation(call);
  // The op's output for absolute values of all inputs is the sum of the magnitudes of its terms.
  const inputs = of === 'terms' ? plain.inputs.map(magnitude) : plain.inputs;
  return firstOf(evaluateOp({ ...plain, inputs })).data;
}

/** Of a sum of products: of its own roundings, and what its input is off, each through the weight of it. */
function sumErrors(
  call: OpCall,
  isExact: boolean,
  { inputErrors, format = FLOAT32 }: AccuracyOptions,
  block?: number,
): Errors {
  const { sum, errors, magnitudes } = roundingsOfSums(format, block);
  evaluateOp(call, sum);
  const own = { errors: isExact ? new Float64Array(errors.length) : errors, magnitudes };
  const off = inputErrors ?? prologueErrors(call, format);
  return off === null ? own : plus(own, throughWeights(call, off));
}

/** Both together; ULPs are counted at the first one's magnitudes. */
function plus(first: Errors, more: Errors): Errors {
  if (first.errors.length === 0) return more;
  return {
    errors: Float64Array.from(first.errors, (error, i) => error + (more.errors[i] ?? 0)),
    magnitudes: first.magnitudes,
  };
}

/** The error after the activation: what it passes on, and what computing it adds. */
function throughActivation(
  activation: Activation,
  errors: ArrayLike<number>,
  call: OpCall,
  expected: ArrayLike<number>,
  { shortNumbers = false, format = FLOAT32 }: AccuracyOptions,
): Float64Array {
  const slope = steepestSlope(activation);
  const x = needsArgument(activation)
    ? firstOf(evaluateOp(withoutActivation(call))).data
    : expected;
  return Float64Array.from(expected, (y, i) => {
    const argument = x[i] ?? 0;
    const before = errors[i] ?? 0;
    const bound =
      isQuantized(activation) && !shortNumbers
        ? quantizedError(activation, argument, y, before, format)
        : slope * before + activationError(activation, argument, y, format);
    return bound === 0 ? 0 : bound + format.smallestNormal;
  });
}

/** What a convolution's prologue makes of its input is off; null where there is none. */
function prologueErrors(
  { attributes, inputs: [x = zeros([0]), , , scale, shift] }: OpCall,
  format: NumberFormat,
): Float64Array | null {
  if (!('prologue' in attributes) || attributes.prologue === undefined) return null;
  const prologue = attributes.prologue as Activation;
  const operands = [x, scale, shift] as const;
  const positive = operands.map((tensor) => tensor && magnitude(tensor)) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const before = normalised(positive, 'none').data;
  const argument = normalised(operands, 'none').data;
  const slope = steepestSlope(prologue);
  return Float64Array.from(
    normalised(operands, prologue).data,
    (y, i) =>
      slope * 1.5 * format.ulp * (before[i] ?? 0) +
      activationError(prologue, argument[i] ?? 0, y, format),
  );
}

/** The same layer of the errors and of the magnitudes of its weights. */
function throughWeights(call: OpCall, inputErrors: ArrayLike<number>): Errors {
  const plain = withoutActivation(call);
  const { prologue: _, ...attributes } = { prologue: undefined, ...plain.attributes };
  const [x = zeros([0]), w = zeros([0])] = call.inputs;
  const errors = f32Tensor(x.shape, Float32Array.from(inputErrors));
  const sums = firstOf(evaluateOp({ ...plain, attributes, inputs: [errors, magnitude(w)] }));
  return { errors: sums.data, magnitudes: sums.data };
}

function activationOf({ attributes }: OpCall): Activation {
  return 'activation' in attributes ? (attributes.activation as Activation) : 'none';
}

/** Bounds of an activation would hide how large the sum before it is. */
function withoutActivation(call: OpCall): OpCall {
  if (!('activation' in call.attributes)) return call;
  return { ...call, attributes: { ...call.attributes, activation: 'none' } };
}

/** The node in a graph of its own, on the values that it has in the graph given. */
function isolated(test: NodeUnderTest): NodeUnderTest {
  const { graph, inputs, node } = test;
  if (graph.nodes.length === 1) return test;
  const values = evaluateGraph(graph, inputs);
  return nodeAlone(graph, node, (name) => values.get(name) ?? zeros([0]));
}

function callUnderTest({ graph, inputs, node }: NodeUnderTest): OpCall {
  return {
    op: node.op,
    attributes: node.attributes,
    inputs: node.inputs.map((name) => own(inputs, name) ?? graph.constants.get(name) ?? zeros([0])),
    shapes: node.outputs.map((name) => valueNamed(graph, name).shape),
  };
}

function magnitude(tensor: Tensor): Tensor {
  return { ...tensor, data: Float32Array.from(tensor.data, Math.abs) };
}

function firstOf([tensor = zeros([0])]: readonly Tensor[]): Tensor {
  return tensor;
}
