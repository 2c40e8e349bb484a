// How far a kernel's result may be from the reference, element by element, and why. Errors are counted in ULP (units in
// the last place) of a magnitude: of the sum of the magnitudes of an element's terms where it is a sum, since with terms
// of both signs the result itself can be arbitrarily small next to their rounding; of the element itself elsewhere.
import { type AnyNode, type Node, valueNamed } from '../ir/graph';
import type { Activation, LocalResponseNormAttributes } from '../ir/ops';
import { patchSide } from '../ir/winograd';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { product } from '../util/math';
import { activationError, needsArgument, quantizedError, steepestSlope } from './activation-bounds';
import { batchNorm } from './batch-norm';
import { expandConvolutions, sideBySide } from './expand-convolutions';
import { type FusedLayers, fireLayers, meanLayers, separableLayers } from './fused-layers';
import { globalAveragePool } from './global-average-pool';
import { evaluateGraph } from './index';
import { evaluateNodeAlone, type NodeUnderTest, nodeAlone } from './node-alone';
import { FLOAT32, type NumberFormat } from './number-format';
import { winogradMagnitudes } from './winograd';

/** How a node is judged. */
export interface AccuracyOptions {
  /** The node's first output by the reference, where it has been computed already. */
  readonly expected?: ArrayLike<number>;
  /**
   * Whether sums and products of the data are exact in float32, as those of short numbers are. Then a bias adds no
   * error, and a quantised result has no ties that could fall to either side.
   */
  readonly shortNumbers?: boolean;
  /** What each element of a convolution's first input may be off; nothing where it is not given. */
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

/** The error before the activation: so many ULP of every element's magnitude. */
interface Rounding {
  readonly ulps: number;
  readonly magnitudes: ArrayLike<number>;
}

/** The largest allowed absolute error of every element of the node's first output. */
export function boundsOf(test: NodeUnderTest, options: AccuracyOptions = {}): Float64Array {
  return accuracyOf(test, options).bounds;
}

/** Bounds with the magnitudes that they are counted at. */
export function accuracyOf(given: NodeUnderTest, options: AccuracyOptions = {}): Accuracy {
  const test = isolated(given);
  if (test.node.op === 'conv2d-mean') return meanAccuracy(test, test.node, options);
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

/** Of a convolution and its mean: the mean of the errors of all pixels, and that of a mean. */
function meanAccuracy(
  test: NodeUnderTest,
  node: Node<'conv2d-mean'>,
  { expected: _, format = FLOAT32, ...options }: AccuracyOptions,
): Accuracy {
  const { first, between } = meanLayers(test, node);
  const { shape, data } = between;
  const pixel = accuracyOf(first, { ...options, format, expected: data });
  const mean = (values: ArrayLike<number>) =>
    globalAveragePool([f32Tensor(shape, Float32Array.from(values))])[0]?.data ?? [];
  const [bounds, sums, magnitudes] = [
    mean(pixel.bounds),
    mean(Float64Array.from(data, Math.abs)),
    mean(pixel.magnitudes),
  ];
  const [, h = 1, w = 1] = shape;
  const ulps = h * w + 2;
  const length = product(valueNamed(test.graph, node.outputs[0] ?? '').shape);
  return {
    bounds: Float64Array.from(
      { length },
      (_, i) => (bounds[i] ?? 0) + (sums[i] ?? 0) * ulps * format.ulp + format.smallestNormal,
    ),
    magnitudes: Float64Array.from(magnitudes),
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

/**
 * Those of the second layer, whose input may be off by as much as the first one's bound says, activation included: e where the
 * reference has m. Then a sum Σ w·m is off by Σ |w|·e, and by the roundings of a sum of magnitudes up to Σ |w|·(|m| + e).
 */
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
  const n = channelsOf(valueNamed(test.graph, node.outputs[0] ?? '').shape);
  switch (node.op) {
    case 'softmax':
    case 'softmax-top-k':
      // 3·N + 3 ULP as in the web platform tests, and WGSL's own bound for exp, 3 + 2·|x| ULP, twice.
      return relative(expected, 3 * n + 3 + 2 * (3 + 2 * 2 * largest), format);
    case 'log-softmax':
      return new Float64Array(expected.length).fill(logSoftmaxError(n, largest, format));
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
  { shortNumbers = false, inputErrors, format = FLOAT32 }: AccuracyOptions,
): Rounding {
  const { node, graph } = test;
  const shape = (name = '') => valueNamed(graph, name).shape;
  switch (node.op) {
    case 'conv2d':
    case 'fully-connected': {
      // The web platform tests' bound for conv2d, 2·Kh·Kw·Cin ULP.
      const ulps = 2 * product(shape(node.inputs[1]).slice(1));
      const plain = withoutPrologue(test, ulps, format);
      const enlarged = inputErrors ? withErrors(plain, inputErrors, ulps * format.ulp) : plain;
      return { ulps, magnitudes: sumOfMagnitudes(enlarged) };
    }
    case 'matmul':
      // The same for its sums of Q terms.
      return { ulps: 2 * channelsOf(shape(node.inputs[0])), magnitudes: sumOfMagnitudes(test) };
    case 'winograd-input':
      // One sum for each side of a patch of 4×4 or two for each of one of 6×6, and the reference's own rounding, half a
      // unit each: what shaders multiply by are powers of two, and exact.
      return {
        ulps: patchSide(node.attributes) === 4 ? 1.5 : 2.5,
        magnitudes: winogradTerms(test),
      };
    case 'winograd-multiply':
      // A sum of Cin terms, as above; c + 1 half units with the rounding of the transformed weights.
      return { ulps: 2 * channelsOf(shape(node.inputs[0])), magnitudes: winogradTerms(test) };
    case 'winograd-output':
      // Two sums for each side of a patch of 4×4 or three for each of one of 6×6, the bias, and the reference's own
      // rounding: six or eight half units.
      return { ulps: patchSide(node.attributes) === 4 ? 3 : 4, magnitudes: winogradTerms(test) };
    case 'batch-norm':
      // A product, a sum, and the reference's own rounding, half a unit each.
      return { ulps: 1.5, magnitudes: sumOfMagnitudes(test) };
    case 'average-pool2d':
      // The web platform tests' bound for averages: Kh·Kw + 2 ULP.
      return { ulps: product(node.attributes.kernel) + 2, magnitudes: sumOfMagnitudes(test) };
    case 'global-average-pool': {
      const [, h = 1, w = 1] = shape(node.inputs[0]);
      return { ulps: h * w + 2, magnitudes: sumOfMagnitudes(test) };
    }
    case 'resize2d':
      if (node.attributes.mode === 'nearest') return { ulps: 0, magnitudes: expected };
      // Between two pixels, twice: a difference, a product and a sum each, and the reference's own rounding.
      return { ulps: 3.5, magnitudes: sumOfMagnitudes(test) };
    case 'add':
    case 'sub':
    case 'mul':
    case 'prelu':
      // One rounding.
      return { ulps: 0.5, magnitudes: evaluateNodeAlone(withoutActivation(test)) };
    case 'div':
      // 2.5 ULP in WGSL, and the reference's own rounding.
      return { ulps: 3, magnitudes: evaluateNodeAlone(withoutActivation(test)) };
    case 'bias-add':
      return { ulps: shortNumbers ? 0 : 0.5, magnitudes: expected };
    default:
      // Maxima, copies, moves and rankings are not rounded; neither is what an activation reads.
      return { ulps: 0, magnitudes: expected };
  }
}

/** The error after the activation: what it passes on, and what computing it adds. */
function throughActivation(
  activation: Activation,
  { ulps, magnitudes }: Rounding,
  test: NodeUnderTest,
  expected: ArrayLike<number>,
  { shortNumbers = false, format = FLOAT32 }: AccuracyOptions,
): Float64Array {
  const slope = steepestSlope(activation);
  const isQuantized = typeof activation === 'object' && 'quantize' in activation && !shortNumbers;
  const x = needsArgument(activation) ? evaluateNodeAlone(withoutActivation(test)) : expected;
  return Float64Array.from(expected, (y, i) => {
    const argument = x[i] ?? 0;
    const before = ulps * format.ulp * Math.abs(magnitudes[i] ?? 0);
    const bound = isQuantized
      ? quantizedError(activation, argument, y, before, format)
      : slope * before + activationError(activation, argument, y, format);
    return bound === 0 ? 0 : bound + format.smallestNormal;
  });
}

/** Absolute error of x − m − log Σ exp(x − m): of the exponentials and their sum, of the logarithm, of the differences. */
function logSoftmaxError(n: number, largest: number, { ulp, logError }: NumberFormat): number {
  const range = 2 * largest;
  const sum = (n + 3 + 2 * range) * ulp;
  const logarithm = logError + 3 * ulp * Math.log(n);
  return sum + logarithm + 2 * ulp * (range + Math.log(n));
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

/**
 * A convolution whose input is what its prologue makes of it, and so much larger that `ulps` of the sum also cover the
 * prologue's own errors.
 */
function withoutPrologue(test: NodeUnderTest, ulps: number, format: NumberFormat): NodeUnderTest {
  const { node, graph, inputs } = test;
  if (node.op !== 'conv2d' || node.attributes.prologue === undefined) return test;
  const { prologue, ...attributes } = node.attributes;
  const [x = '', w = '', b = '', ...vectors] = node.inputs;
  const operands = [x, ...vectors].flatMap(
    (name) => inputs[name] ?? graph.constants.get(name) ?? [],
  );
  const normalised = (tensors: readonly Tensor[], activation: Activation) =>
    batchNorm(tensors, { activation })[0]?.data ?? [];
  const results = normalised(operands, prologue);
  const before = normalised(operands.map(magnitude), 'none');
  const argument = normalised(operands, 'none');
  const slope = steepestSlope(prologue);
  const enlarged = Float32Array.from(results, (y, i) => {
    const error =
      slope * 1.5 * format.ulp * (before[i] ?? 0) +
      activationError(prologue, argument[i] ?? 0, y, format);
    return Math.abs(y) + error / (ulps * format.ulp);
  });
  const plain: AnyNode = { ...node, inputs: [x, w, b], attributes };
  const tensor = f32Tensor(valueNamed(graph, x).shape, enlarged);
  return nodeAlone(graph, plain, (name) => (name === x ? tensor : (inputs[name] ?? tensor)));
}

/** A convolution whose input is so much larger that `rounding` times the sum also covers the input's own errors. */
function withErrors(
  { graph, inputs, node }: NodeUnderTest,
  errors: ArrayLike<number>,
  rounding: number,
): NodeUnderTest {
  const [x = ''] = node.inputs;
  const { shape, data } = inputs[x] ?? zeros([0]);
  const enlarged = Float32Array.from(data, (value, i) => {
    const error = errors[i] ?? 0;
    return Math.abs(value) + error + error / rounding;
  });
  return { graph, inputs: { ...inputs, [x]: f32Tensor(shape, enlarged) }, node };
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
