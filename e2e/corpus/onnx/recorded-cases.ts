// The cases of ../shared/cases/onnx as runs that were recorded.
import { allowedError, sizesOf } from '../../../src/formats/onnx/files/recorded-case.fixtures';
import { SHARED_CASES, sharedCase } from '../../../src/formats/onnx/files/shared-cases.fixtures';
import type { RecordedRun } from '../recorded-run';

/** All of them; none where they are missing. */
export const ONNX_RUNS: readonly string[] = SHARED_CASES;

/** One by its name. */
export function onnxRun(name: string): RecordedRun {
  const { file, inputs, outputs } = sharedCase(name);
  const numbers = Object.entries(inputs).map(
    ([input, { data }]) => [input, Float32Array.from(data)] as const,
  );
  return {
    name,
    bytes: Uint8Array.from(file as Uint8Array),
    options: sizesOf({ inputs }),
    inputs: Object.fromEntries(numbers),
    outputs: Object.entries(outputs).map(([output, { data }]) => {
      const allowed = allowedError(data) || Number.MIN_VALUE;
      return { name: output, want: data, every: 1, allowed };
    }),
  };
}
