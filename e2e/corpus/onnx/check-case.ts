// Reads a case, runs it on the CPU, and compares it with ONNX Runtime.
import { expect } from 'vitest';
import { readOnnxNow } from '../../../src/formats/onnx/read-now.fixtures';
import { type Graph, valueNamed } from '../../../src/graph/graph';
import { evaluateGraph } from '../../../src/reference/evaluate-graph';
import { optimizeGraph } from '../../../src/rewrites/all-passes';
import { externalShape, fromNhwc, toNhwc } from '../../../src/tensor/layout';
import { f32Tensor } from '../../../src/tensor/tensor';
import { buildCaseFile, type CaseFile } from './case-file';
import { runOnnxRuntime } from './onnx-runtime';
import type { OpCase } from './op-case';
import { firstDifference, toleranceOf } from './tolerance';

/** Expects the same shapes and, within `tolerance` (by default what the case's ops allow), the same numbers. */
export async function expectSameAsOnnxRuntime(
  test: OpCase,
  seed: number,
  tolerance?: number,
): Promise<void> {
  const file = buildCaseFile(test, seed);
  const want = await runOnnxRuntime(file);
  const { graph } = readOnnxNow(file.bytes, { name: 'case', batch: 1 });
  const got = runOnCpu(optimizeGraph(graph), file.inputs);
  expect(Object.keys(got)).toEqual([...file.outputs]);
  for (const name of file.outputs) {
    const { dims = [], data = [] } = want[name] ?? {};
    // A single number is held as a vector of one.
    expect(got[name]?.shape, name).toEqual(dims.length > 0 ? dims : [1]);
    const allowed = tolerance ?? toleranceOf(test, data);
    expect(firstDifference(name, got[name]?.data ?? [], data, allowed)).toBeNull();
  }
}

/** Outputs by name, as users see them. */
function runOnCpu(graph: Graph, given: CaseFile['inputs']) {
  const inputs = graph.inputs.map((name) => {
    const { shape } = valueNamed(graph, name);
    const data = given[name]?.data ?? new Float32Array(0);
    return [name, f32Tensor(shape, toNhwc(data, shape, graph.axisOrder))];
  });
  const values = evaluateGraph(graph, Object.fromEntries(inputs));
  const outputs = graph.outputs.map((name) => {
    const { shape } = valueNamed(graph, name);
    const data = Float32Array.from(values.get(name)?.data ?? []);
    const tensor = {
      shape: externalShape(shape, graph.axisOrder),
      data: fromNhwc(data, shape, graph.axisOrder),
    };
    return [name, tensor] as const;
  });
  return Object.fromEntries(outputs);
}
