// ONNX Runtime as the oracle of written files, in Node. Development only.
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { expect } from 'vitest';
import { type Graph, valueNamed } from '../../graph/graph';
import { externalShape, fromNhwc } from '../../tensor/layout';
import { f32Tensor, type Tensor, zeros } from '../../tensor/tensor';
import { product } from '../../util/math';
import { seededRandom } from '../../util/random';
import { writeOnnx } from './write-onnx';

/** An output in the order in which users of the model hold it. */
export interface Output {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Numbers from −2 to 2 for every input of a graph, NHWC. */
export function seededInputs(graph: Graph, seed = 1): Record<string, Tensor> {
  const random = seededRandom(seed);
  return Object.fromEntries(
    graph.inputs.map((name) => {
      const { shape } = valueNamed(graph, name);
      const data = Float32Array.from({ length: product(shape) }, () => 4 * random() - 2);
      return [name, f32Tensor(shape, data)];
    }),
  );
}

/** What ONNX Runtime computes from the graph's file, or from a file that is given. */
export async function outputsOfRuntime(
  graph: Graph,
  inputs: Readonly<Record<string, Tensor>>,
  bytes = writeOnnx(graph),
): Promise<Output[]> {
  const session = await InferenceSession.create(bytes);
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => {
      const { shape, data } = external(graph, name, tensor);
      return [name, new OrtTensor('float32', Float32Array.from(data), [...shape])];
    }),
  );
  const results = await session.run(feeds);
  await session.release();
  return Object.entries(results).map(([name, { dims, data }]) => {
    return { name, shape: [...dims], data: data as Float32Array };
  });
}

/** The graph's outputs among all its values, as the reference ops computed them. */
export function outputsAmong(graph: Graph, values: ReadonlyMap<string, Tensor>): Output[] {
  return graph.outputs.map((name) => external(graph, name, values.get(name) ?? zeros([0])));
}

/** Every number of every output within `bound` of the wanted one, relative to it where it is above 1. */
export function expectClose(got: readonly Output[], want: readonly Output[], bound: number): void {
  expect(got.map(({ name, shape }) => ({ name, shape }))).toEqual(
    want.map(({ name, shape }) => ({ name, shape })),
  );
  for (const [index, { name, data }] of want.entries()) {
    expect(largestError(got[index]?.data ?? [], data), name).toBeLessThanOrEqual(bound);
  }
}

/** The largest error beyond what `slack` allows at each place, relative where numbers are above 1; NaN where any is. */
export function largestError(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  slack: (i: number) => number = () => 0,
): number {
  let largest = 0;
  for (let i = 0; i < want.length; i++) {
    const wanted = want[i] ?? Number.NaN;
    const error =
      (Math.abs((got[i] ?? Number.NaN) - wanted) - slack(i)) / Math.max(1, Math.abs(wanted));
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

function external(graph: Graph, name: string, { shape, data }: Tensor): Output {
  const moved = fromNhwc(Float32Array.from(data), shape, graph.axisOrder);
  return { name, shape: externalShape(shape, graph.axisOrder), data: moved };
}
