// A file with recorded inputs and outputs: read, computed by the reference ops, and compared.
import { UnsupportedError } from '../../../errors';
import { type Graph, valueNamed } from '../../../graph/graph';
import { evaluateGraph } from '../../../reference/evaluate-graph';
import { optimizeGraph } from '../../../rewrites/all-passes';
import { externalShape, fromNhwc, toNhwc } from '../../../tensor/layout';
import { f32Tensor } from '../../../tensor/tensor';
import { ALL_OPS } from '../all-ops';
import { convertModel } from '../convert-model';
import type { OnnxModel } from '../onnx-model';
import { readOnnx } from '../read-onnx';

/** Numbers in row-major order of ONNX's dimensions. */
export interface RecordedTensor {
  readonly dims: readonly number[];
  readonly data: ArrayLike<number>;
}

/** A file and what another runtime made of it. */
export interface RecordedCase {
  readonly file: Uint8Array | OnnxModel;
  readonly inputs: Readonly<Record<string, RecordedTensor>>;
  readonly outputs: Readonly<Record<string, RecordedTensor>>;
  /** Whether answers may be off by one step of a quantised network. */
  readonly step?: number;
}

/** What became of a case: `right`, what is wrong, or why it is refused. */
export interface Outcome {
  readonly state: 'right' | 'wrong' | 'refused';
  readonly reason: string;
}

/** Of the largest number of an output. Other runtimes add up in other orders, and roundings grow from layer to layer. */
const TOLERANCE = 1e-3;

/** Reads and computes a case. Errors other than refusals count as wrong. */
export async function outcomeOf(recorded: RecordedCase): Promise<Outcome> {
  try {
    const { file } = recorded;
    const options = { name: 'case', ...sizesOf(recorded) };
    const { graph } =
      file instanceof Uint8Array
        ? await readOnnx(file, options)
        : convertModel(file, { ...options, byteLength: 2 ** 20 }, ALL_OPS);
    const reason = firstFault(optimizeGraph(graph), recorded);
    return reason === null ? { state: 'right', reason: '' } : { state: 'wrong', reason };
  } catch (error) {
    if (error instanceof UnsupportedError) return { state: 'refused', reason: error.message };
    return { state: 'wrong', reason: String(error) };
  }
}

/** The batch and the sizes that a case's inputs have, as `load` takes them. */
export function sizesOf({ inputs }: Pick<RecordedCase, 'inputs'>) {
  const sizes = Object.entries(inputs).map(([name, { dims }]) => [name, dims] as const);
  const [first] = Object.values(inputs);
  const batch = first && first.dims.length === 4 ? (first.dims[0] ?? 1) : 1;
  return { batch, inputs: Object.fromEntries(sizes) };
}

/** How far numbers of an output may be off, by the largest of them that is finite. */
export function allowedError(want: ArrayLike<number>): number {
  const finite = Array.from(want).filter(Number.isFinite);
  return TOLERANCE * finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function firstFault(graph: Graph, { inputs, outputs, step = 0 }: RecordedCase): string | null {
  const feeds = graph.inputs.map((name) => {
    const { shape } = valueNamed(graph, name);
    const data = Float32Array.from(inputs[name]?.data ?? []);
    return [name, f32Tensor(shape, toNhwc(data, shape, graph.axisOrder))] as const;
  });
  const values = evaluateGraph(graph, Object.fromEntries(feeds));
  for (const [name, want] of Object.entries(outputs)) {
    const own = values.get(name);
    if (!own) return `there is no output "${name}"`;
    const { shape } = valueNamed(graph, name);
    const dims = externalShape(shape, graph.axisOrder);
    // A single number is held as a vector of one.
    const wanted = want.dims.length === 0 ? [1] : want.dims;
    if (dims.join() !== wanted.join()) return `"${name}" is [${dims}], not [${want.dims}]`;
    const got = fromNhwc(Float32Array.from(own.data), shape, graph.axisOrder);
    const fault = firstDifference(got, want.data, step);
    if (fault !== null) return `"${name}" ${fault}`;
  }
  return null;
}

function firstDifference(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  step: number,
): string | null {
  if (got.length !== want.length) return `has ${got.length} numbers, not ${want.length}`;
  const allowed = Math.max(allowedError(want), step);
  for (let i = 0; i < want.length; i++) {
    const [is, wanted] = [got[i] ?? 0, want[i] ?? 0];
    if (Object.is(is, wanted) || is === wanted) continue;
    if (!(Math.abs(is - wanted) <= allowed)) return `[${i}] is ${is}, not ${wanted}`;
  }
  return null;
}
