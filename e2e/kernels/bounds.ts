// How far a kernel's result may be from the reference, element by element, and why.
import { type Graph, valueNamed } from '../../src/ir/graph';
import { evaluateGraph } from '../../src/reference/index';
import type { Tensor } from '../../src/tensor/tensor';
import { product } from '../../src/util/math';
import type { CaseGraph } from './case-graph';
import type { KernelCase } from './cases';

/** Distance between neighbouring float32 numbers, relative to their size. */
const ULP = 2 ** -23;

/** The largest allowed absolute error of every element of the node's output. */
export function boundsOf(test: KernelCase, { graph, inputs, result }: CaseGraph): Float64Array {
  switch (test.op) {
    case 'conv2d': {
      // The web platform tests' bound for conv2d, 2·Kh·Kw·Cin ULP, at the size of the sum of magnitudes: with
      // terms of both signs the result itself can be arbitrarily small next to the rounding of its terms.
      const terms = product(test.conv.kernel) * test.channels;
      return scaled(sumOfMagnitudes(graph, inputs, result), 2 * terms * ULP);
    }
    case 'global-average-pool':
      // The web platform tests' bound for averages: H·W + 2 ULP, again of the magnitudes.
      return scaled(sumOfMagnitudes(graph, inputs, result), (product(test.size) + 2) * ULP);
    case 'softmax': {
      // 3·N + 3 ULP as in the web platform tests, and WGSL's own bound for exp, 3 + 2·|x| ULP, twice; |x| ≤ 4.
      const n = valueNamed(graph, result).shape[1] ?? 1;
      const expected = evaluateGraph(graph, inputs).get(result)?.data ?? [];
      return scaled(expected, (3 * n + 3 + 2 * (3 + 2 * 4)) * ULP);
    }
    default:
      // Maxima, copies, rankings and one addition: correctly rounded or not rounded at all.
      return new Float64Array(product(valueNamed(graph, result).shape));
  }
}

/** The node's output for absolute values of all inputs and constants: the sum of the magnitudes of its terms. */
function sumOfMagnitudes(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  result: string,
): ArrayLike<number> {
  const constants = new Map(
    [...graph.constants].map(([name, tensor]) => [name, magnitude(tensor)]),
  );
  const magnitudes = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [name, magnitude(tensor)]),
  );
  return evaluateGraph({ ...graph, constants }, magnitudes).get(result)?.data ?? [];
}

function magnitude(tensor: Tensor): Tensor {
  return { ...tensor, data: Float32Array.from(tensor.data, Math.abs) };
}

function scaled(values: ArrayLike<number>, factor: number): Float64Array {
  return Float64Array.from(values, (value) => Math.abs(value) * factor);
}
