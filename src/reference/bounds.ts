// How far a kernel's result may be from the reference, element by element, and why. Errors are counted in ULP (units in
// the last place) of a magnitude: of the sum of the magnitudes of an element's terms where it is a sum, since with terms
// of both signs the result itself can be arbitrarily small next to their rounding; of the element itself elsewhere.
import { type AnyNode, type Node, valueNamed } from '../ir/graph';
import type { Activation, LocalResponseNormAttributes } from '../ir/ops';
import { patchSide } from '../ir/winograd';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { activationError, needsArgument, quantizedError, steepestSlope } from './activation-bounds';
import { batchNorm } from './batch-norm';
import { expandConvolutions, sideBySide } from './expand-convolutions';
import { type FusedLayers, fireLayers, separableLayers } from './fused-layers';
import { evaluateGraph, evaluateNode } from './index';
import { evaluateNodeAlone, type NodeUnderTest, nodeAlone } from './node-alone';
import { FLOAT32, type NumberFormat } from './number-format';
import { roundingsOfSums } from './rounding';
import { logSoftmaxErrors, softmaxErrors } from './softmax-errors';
import { winogradMagnitudes } from './winograd';

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
interface Rounding {
  readonly errors: ArrayLike<number>;
  readonly magnitudes: ArrayLike<number>;
}

/** The largest allowed absolute error of every element of the node's first output. */
export function boundsOf(test: NodeUnderTest, options: AccuracyOptions = {}): Float64Array {
  return accuracyOf(test, options).bounds;
}

/** Bounds with the magnitudes that they are counted at. */
export function accuracyOf(given: NodeUnderTest, options: AccuracyOptions = {}): Accuracy {
  const test = isolated(given);
  if (test.node.op === 'fire-expand') return expandAccuracy(test, test.node, options);
  // Numbers that are short before a squeeze layer are not short behind it; sums behind a depthwise one stay exact.
  if (test.node.op === 'fire') {
    return fusedAccuracy(fireLayers(test, test.node), options, { shortNumbers: false });
  }
  if (test.node.op === 'separable-conv2d') {
    return fusedAccuracy(separableLayers(test, test.node), options, {});
  }
  const expected = options.expected ?? evaluateNodeAlone(test);
  const direct = directError(test, expected, options.format ?? FLOAT32);
  if (direct) return { bounds: direct, magnitudes: Float64Array.from(expected, Math.abs) };
  const rounding = roundingOf(test, expected, options);
  return {
    bounds: throughActivation(activationOf(test.node), rounding, test, expected, options),
    magnitudes: Float64Array.from(rounding.magnitudes, Math.abs),
  };
}

/** Those of the two convolutions, channels side by side. */
function expandAccuracy(
  test: NodeUnderTest,
  node: Node<'fire-expand'>,
  { expected: _, ...options }: AccuracyOptions,
): Accuracy {
  const { shape } = valueNamed(test.graph, node.outputs[0] ?? '');
  const parts = expandConvolutions(test, node).map((part) => accuracyOf(part, options));
  return {
    bounds: sideBySide(
      shape,
      parts.map(({ bounds }) => bounds),
    ),
    magnitudes: sideBySide(
      shape,
      parts.map(({ magnitudes }) => magnitudes),
    ),
  };
}

/** Those of the second layer, whose input may be off by as much as the first one's bound says, activation included. */
function fusedAccuracy(
  { first, between, second }: FusedLayers,
  { expected: _, ...options }: AccuracyOptions,
  behind: AccuracyOptions,
): Accuracy {
  const inputErrors = boundsOf(first, { ...options, expected: between.data });
  return accuracyOf(second, { ...options, ...behind, inputErrors });
}

/** Errors of normalisations across channels, which have no activation; null for all other ops. */
function directError(
  test: NodeUnderTest,
  expected: ArrayLike<number>,
  format: NumberFormat,
): Float64Array | null {
  const { node } = test;
  const largest = largestMagnitude(test.inputs[node.inputs[0] ?? '']?.data ?? []);
  switch (node.op) {
    case 'softmax':
      return softmaxErrors(test.inputs[node.inputs[0] ?? ''] ?? zeros([0]), expected, format);
    case 'log-softmax':
      return logSoftmaxErrors(test.inputs[node.inputs[0] ?? ''] ?? zeros([0]), format);
    case 'local-response-norm':
      return relative(expected, normError(node.attributes, largest, format) / format.ulp, format);
    default:
      return null;
  }
}

/** The error of every other op before its activation. */
function roundingOf(
  test: NodeUnderTest,
  expected: ArrayLike<number>,
  options: AccuracyOptions,
): Rounding {
  const { node } = test;
  const { shortNumbers = false, format = FLOAT32 } = options;
  const ulps = (count: number, magnitudes: ArrayLike<number>): Rounding => ({
    errors: Float64Array.from(magnitudes, (magnitude) => count * format.ulp * Math.abs(magnitude)),
    magnitudes,
  });
  switch (node.op) {
    case 'conv2d':
    case 'fully-connected':
    case 'matmul':
      return sumRounding(test, options);
    case 'average-pool2d':
    case 'global-average-pool':
      // And the division, or the product with a rounded quotient.
      return plus(sumRounding(test, options), ulps(3, expected));
    case 'winograd-multiply':
      // Transformed weights are not short.
      return sumRounding(test, { ...options, shortNumbers: false });
    case 'winograd-input':
      // One sum for each side of a patch of 4×4 or two for each of one of 6×6, and the reference's own rounding, half a
      // unit each: what shaders multiply by are powers of two, and exact.
      return ulps(
        shortNumbers ? 0 : patchSide(node.attributes) === 4 ? 1.5 : 2.5,
        winogradTerms(test),
      );
    case 'winograd-output':
      // Two sums for each side of a patch of 4×4 or three for each of one of 6×6, the bias, and the reference's own
      // rounding: six or eight half units.
      return ulps(shortNumbers ? 0 : patchSide(node.attributes) === 4 ? 3 : 4, winogradTerms(test));
    case 'batch-norm':
      // A product, a sum, and the reference's own rounding, half a unit each.
      return ulps(shortNumbers ? 0 : 1.5, sumOfMagnitudes(test));
    case 'resize2d':
      if (node.attributes.mode === 'nearest') return ulps(0, expected);
      // Between two pixels, twice: a difference, a product and a sum each, and the reference's own rounding.
      return ulps(3.5, sumOfMagnitudes(test));
    case 'add':
    case 'sub':
    case 'mul':
    case 'prelu':
      // One rounding.
      return ulps(shortNumbers ? 0 : 0.5, evaluateNodeAlone(withoutActivation(test)));
    case 'div':
      // 2.5 ULP in WGSL, and the reference's own rounding.
      return ulps(3, evaluateNodeAlone(withoutActivation(test)));
    case 'bias-add':
      return ulps(shortNumbers ? 0 : 0.5, expected);
    default:
      // Maxima, copies, moves and rankings are not rounded; neither is what an activation reads.
      return ulps(0, expected);
  }
}

/** Of a sum of products: of its own roundings, and what its input is off, each through the weight of it. */
function sumRounding(
  test: NodeUnderTest,
  { shortNumbers = false, inputErrors, format = FLOAT32 }: AccuracyOptions,
): Rounding {
  const { node, graph, inputs } = test;
  const operands = node.inputs.map(
    (name) => inputs[name] ?? graph.constants.get(name) ?? zeros([0]),
  );
  const shapes = node.outputs.map((name) => valueNamed(graph, name).shape);
  const { sum, errors, magnitudes } = roundingsOfSums(format);
  evaluateNode(node, operands, shapes, sum);
  const own = { errors: shortNumbers ? new Float64Array(errors.length) : errors, magnitudes };
  const off = inputErrors ?? prologueErrors(test, operands, format);
  return off === null ? own : plus(own, throughWeights(test, operands, off));
}

/** Both together; ULPs are counted at the first one's magnitudes. */
function plus({ errors, magnitudes }: Rounding, more: Rounding): Rounding {
  return {
    errors: Float64Array.from(errors, (error, i) => error + (more.errors[i] ?? 0)),
    magnitudes,
  };
}
/** The error after the activation: what it passes on, and what computing it adds. */
function throughActivation(
  activation: Activation,
  { errors }: Rounding,
  test: NodeUnderTest,
  expected: ArrayLike<number>,
  { shortNumbers = false, format = FLOAT32 }: AccuracyOptions,
): Float64Array {
  const slope = steepestSlope(activation);
  const isQuantized = typeof activation === 'object' && 'quantize' in activation && !shortNumbers;
  const x = needsArgument(activation) ? evaluateNodeAlone(withoutActivation(test)) : expected;
  return Float64Array.from(expected, (y, i) => {
    const argument = x[i] ?? 0;
    const before = errors[i] ?? 0;
    const bound = isQuantized
      ? quantizedError(activation, argument, y, before, format)
      : slope * before + activationError(activation, argument, y, format);
    return bound === 0 ? 0 : bound + format.smallestNormal;
  });
}

/** Relative error of x · s^−β = x · exp2(−β · log2 s), by WGSL's accuracy of log2 and exp2. */
function normError(
  { size, alpha, beta, bias }: LocalResponseNormAttributes,
  largest: number,
  { ulp, logError }: NumberFormat,
): number {
  const largestExponent = beta * Math.log2(bias + alpha * largest ** 2);
  const exponentError = beta * (logError + (size + 4) * ulp) + largestExponent * ulp;
  return Math.LN2 * exponentError + (3 + 2 * largestExponent + 2) * ulp;
}

function winogradTerms({ graph, inputs, node }: NodeUnderTest): ArrayLike<number> {
  const tensors = node.inputs.flatMap((name) => inputs[name] ?? graph.constants.get(name) ?? []);
  const shapes = node.outputs.map((name) => valueNamed(graph, name).shape);
  return winogradMagnitudes(node, tensors, shapes)?.data ?? [];
}

/** The node's output for absolute values of all inputs and constants: the sum of the magnitudes of its terms. */
function sumOfMagnitudes(given: NodeUnderTest): ArrayLike<number> {
  const { graph, inputs, node } = withoutActivation(given);
  const constants = new Map(
    [...graph.constants].map(([name, tensor]) => [name, magnitude(tensor)]),
  );
  const magnitudes = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, magnitude(tensor)]),
  );
  return evaluateNodeAlone({ graph: { ...graph, constants }, inputs: magnitudes, node });
}

/** What a convolution's prologue makes of its input is off; null where there is none. */
function prologueErrors(
  { node }: NodeUnderTest,
  [x = zeros([0]), , , ...vectors]: readonly Tensor[],
  format: NumberFormat,
): Float64Array | null {
  if (node.op !== 'conv2d' || node.attributes.prologue === undefined) return null;
  const { prologue } = node.attributes;
  const normalised = (tensors: readonly Tensor[], activation: Activation) =>
    batchNorm(tensors, { activation })[0]?.data ?? [];
  const operands = [x, ...vectors];
  const before = normalised(operands.map(magnitude), 'none');
  const argument = normalised(operands, 'none');
  const slope = steepestSlope(prologue);
  return Float64Array.from(
    normalised(operands, prologue),
    (y, i) =>
      slope * 1.5 * format.ulp * (before[i] ?? 0) +
      activationError(prologue, argument[i] ?? 0, y, format),
  );
}

/** The same layer of the errors and of the magnitudes of its weights. */
function throughWeights(
  test: NodeUnderTest,
  [x = zeros([0]), w = zeros([0])]: readonly Tensor[],
  inputErrors: ArrayLike<number>,
): Rounding {
  const { graph, node: plain } = withoutActivation(test);
  const { prologue: _, ...attributes } = { prologue: undefined, ...plain.attributes };
  const node = { ...plain, attributes } as AnyNode;
  const shapes = node.outputs.map((name) => valueNamed(graph, name).shape);
  const errors = f32Tensor(x.shape, Float32Array.from(inputErrors));
  const [sums] = evaluateNode(node, [errors, magnitude(w)], shapes);
  return { errors: sums?.data ?? [], magnitudes: sums?.data ?? [] };
}

/** Bounds of an activation would hide how large the sum before it is. */
function withoutActivation({ graph, inputs, node }: NodeUnderTest): NodeUnderTest {
  if (!('activation' in node.attributes)) return { graph, inputs, node };
  const plain = { ...node, attributes: { ...node.attributes, activation: 'none' } } as AnyNode;
  return { graph: { ...graph, nodes: [plain] }, inputs, node: plain };
}

function activationOf({ attributes }: AnyNode): Activation {
  return 'activation' in attributes ? attributes.activation : 'none';
}

/** The node in a graph of its own, on the values that it has in the graph given. */
function isolated(test: NodeUnderTest): NodeUnderTest {
  const { graph, inputs, node } = test;
  if (graph.nodes.length === 1) return test;
  const values = evaluateGraph(graph, inputs);
  return nodeAlone(graph, node, (name) => values.get(name) ?? f32Tensor([0], new Float32Array(0)));
}

function magnitude(tensor: Tensor): Tensor {
  return { ...tensor, data: Float32Array.from(tensor.data, Math.abs) };
}

function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}

function relative(
  values: ArrayLike<number>,
  ulps: number,
  { ulp, smallestNormal }: NumberFormat,
): Float64Array {
  return Float64Array.from(values, (y) => Math.abs(y) * ulps * ulp + smallestNormal);
}
