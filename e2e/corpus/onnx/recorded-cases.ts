// The cases of ../shared/cases/onnx as runs that were recorded.
import { SHARED_CASES, sharedCase } from '../../../src/formats/onnx/files/shared-cases.fixtures';
import type { RecordedRun } from '../recorded-run';

/** Of the largest number of an output: runtimes add up in other orders, and roundings grow from layer to layer. */
const TOLERANCE = 1e-3;

/** All of them; none where they are missing. */
export const ONNX_RUNS: readonly string[] = SHARED_CASES;

/** One by its name. */
export function onnxRun(name: string): RecordedRun {
  const { file, inputs, outputs } = sharedCase(name);
  const given = Object.entries(inputs);
  const [first] = Object.values(inputs);
  return {
    name,
    bytes: Uint8Array.from(file as Uint8Array),
    options: {
      batch: first?.dims.length === 4 ? (first.dims[0] ?? 1) : 1,
      inputs: Object.fromEntries(given.map(([input, { dims }]) => [input, dims])),
    },
    inputs: Object.fromEntries(given.map(([input, { data }]) => [input, Float32Array.from(data)])),
    outputs: Object.entries(outputs).map(([output, { data }]) => {
      const finite = Array.from(data).filter(Number.isFinite);
      const largest = finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      return {
        name: output,
        want: data,
        every: 1,
        allowed: TOLERANCE * largest || Number.MIN_VALUE,
      };
    }),
  };
}
