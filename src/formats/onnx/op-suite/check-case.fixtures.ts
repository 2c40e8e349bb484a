// Reads a case, runs it on the CPU, and compares it with ONNX Runtime.
import { expect } from 'vitest';
import { runReference } from '../../../runtime/read-model';
import { readOnnx } from '../read-onnx';
import { buildCaseFile } from './case-file.fixtures';
import { runOnnxRuntime } from './onnx-runtime.fixtures';
import type { OpCase } from './op-case.fixtures';
import { firstDifference, toleranceOf } from './tolerance.fixtures';

/** Expects the same shapes and, within `tolerance` (by default what the case's ops allow), the same numbers. */
export async function expectSameAsOnnxRuntime(
  test: OpCase,
  seed: number,
  tolerance?: number,
): Promise<void> {
  const file = buildCaseFile(test, seed);
  const want = await runOnnxRuntime(file);
  const model = readOnnx(file.bytes, { name: 'case', batch: 1 });
  const inputs = Object.entries(file.inputs).map(([name, { data }]) => [name, data]);
  const got = runReference(model, Object.fromEntries(inputs));
  expect(Object.keys(got)).toEqual([...file.outputs]);
  for (const name of file.outputs) {
    const { dims = [], data = [] } = want[name] ?? {};
    // A single number is held as a vector of one.
    expect(got[name]?.shape, name).toEqual(dims.length > 0 ? dims : [1]);
    const allowed = tolerance ?? toleranceOf(test, data);
    expect(firstDifference(name, got[name]?.data ?? [], data, allowed)).toBeNull();
  }
}
