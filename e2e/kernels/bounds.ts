// How far a kernel's result may be from the reference, element by element, and why.
import { type AnyNode, type Graph, valueNamed } from '../../src/ir/graph';
import type { Activation, LocalResponseNormAttributes } from '../../src/ir/ops';
import { evaluateGraph } from '../../src/reference/index';
import { channelsOf, type Tensor } from '../../src/tensor/tensor';
import { product } from '../../src/util/math';

/** Distance between neighbouring float32 numbers, relative to their size. */
const ULP = 2 ** -23;

/** One node in a graph of its own, and the inputs to evaluate it on. */
export interface NodeUnderTest {
  readonly graph: Graph;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly node: AnyNode;
}

/** The largest allowed absolute error of every element of the node's first output. */
export function boundsOf(test: NodeUnderTest): Float64Array {
  const { graph, node } = test;
  const [result = ''] = node.outputs;
  const shape = (name = '') => valueNamed(graph, name).shape;
  const expected = () => evaluateGraph(graph, test.inputs).get(result)?.data ?? [];
  switch (node.op) {
    case 'conv2d':
    case 'fully-connected': {
      // The web platform tests' bound for conv2d, 2·Kh·Kw·Cin ULP, at the size of the sum of magnitudes: with
      // terms of both signs the result itself can be arbitrarily small next to the rounding of its terms.
      const terms = product(shape(node.inputs[1]).slice(1));
      return layerBounds(node.attributes.activation, test, 2 * terms);
    }
    case 'average-pool2d':
      // The web platform tests' bound for averages: Kh·Kw + 2 ULP, again of the magnitudes.
      return scaled(sumOfMagnitudes(test), (product(node.attributes.kernel) + 2) * ULP);
    case 'global-average-pool': {
      const [, h = 1, w = 1] = shape(node.inputs[0]);
      return scaled(sumOfMagnitudes(test), (h * w + 2) * ULP);
    }
    case 'softmax': {
      // 3·N + 3 ULP as in the web platform tests, and WGSL's own bound for exp, 3 + 2·|x| ULP, twice.
      const n = channelsOf(shape(result));
      const range = 2 * largestMagnitude(test.inputs[node.inputs[0] ?? '']?.data ?? []);
      return scaled(expected(), (3 * n + 3 + 2 * (3 + 2 * range)) * ULP);
    }
    case 'local-response-norm': {
      const largest = largestMagnitude(test.inputs[node.inputs[0] ?? '']?.data ?? []);
      return scaled(expected(), normError(node.attributes, largest));
    }
    case 'activation':
      return Float64Array.from(expected(), (y) => activationError(node.attributes.activation, y));
    case 'add':
    case 'mul':
      // One rounding; a fused activation passes it on.
      return scaled(expected(), ULP / 2);
    default:
      // Maxima, copies and rankings are not rounded, a bias added to short numbers neither.
      return new Float64Array(product(shape(result)));
  }
}

/** The error of a sum of `ulps` units, through its activation, whose slope is at most 1.5 (hard-swish). */
function layerBounds(activation: Activation, test: NodeUnderTest, ulps: number): Float64Array {
  const error = activationError(activation, 6);
  return Float64Array.from(
    sumOfMagnitudes(test),
    (magnitude) => 1.5 * ulps * ULP * magnitude + error,
  );
}

/** What computing an activation adds, for a result y of arguments up to 2 in size, by WGSL's accuracy of functions. */
function activationError(activation: Activation, y: number): number {
  switch (activation) {
    case 'sigmoid':
      // exp: 3 + 2·|x| ULP, an addition, a division of 2.5 ULP.
      return (3 + 2 * 2 + 1 + 2.5) * ULP * Math.abs(y);
    case 'tanh':
      return 1e-5;
    case 'hard-swish':
      // A sum, a product and a division of 2.5 ULP.
      return (1 + 1 + 2.5) * ULP * Math.abs(y);
    default:
      return 0;
  }
}

/** Relative error of x · s^−β = x · exp2(−β · log2 s), by WGSL's accuracy of log2 and exp2. */
function normError(
  { size, alpha, beta, bias }: LocalResponseNormAttributes,
  largest: number,
): number {
  const largestExponent = beta * Math.log2(bias + alpha * largest ** 2);
  const exponentError = beta * (2 ** -21 + (size + 4) * ULP) + largestExponent * ULP;
  return Math.LN2 * exponentError + (3 + 2 * largestExponent + 2) * ULP;
}

/** The node's output for absolute values of all inputs and constants: the sum of the magnitudes of its terms. */
function sumOfMagnitudes({ graph, inputs, node }: NodeUnderTest): ArrayLike<number> {
  const constants = new Map(
    [...graph.constants].map(([name, tensor]) => [name, magnitude(tensor)]),
  );
  const magnitudes = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, magnitude(tensor)]),
  );
  const nodes = graph.nodes.map(withoutActivation);
  return (
    evaluateGraph({ ...graph, nodes, constants }, magnitudes).get(node.outputs[0] ?? '')?.data ?? []
  );
}

/** Bounds of an activation would hide how large the sum before it is. */
function withoutActivation(node: AnyNode): AnyNode {
  if (node.op !== 'conv2d' && node.op !== 'fully-connected') return node;
  return { ...node, attributes: { ...node.attributes, activation: 'none' } } as AnyNode;
}

function magnitude(tensor: Tensor): Tensor {
  return { ...tensor, data: Float32Array.from(tensor.data, Math.abs) };
}

function largestMagnitude(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i] ?? 0));
  return largest;
}

function scaled(values: ArrayLike<number>, factor: number): Float64Array {
  return Float64Array.from(values, (value) => Math.abs(value) * factor);
}
