// Runs a model as it would be planned for another kind of adapter, on the adapter that is there.
import { openGpu } from '../../src/gpu/device';
import { Executor } from '../../src/gpu/executor';
import { PipelineCache } from '../../src/gpu/pipeline-cache';
import { valueNamed } from '../../src/graph/graph';
import { kernelsFor } from '../../src/plan/kernels-for';
import { scheduleGraph } from '../../src/plan/schedule';
import { plainTarget } from '../../src/plan/target.fixtures';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import { nhwcInputs, readModel } from '../../src/runtime/read-model';
import { packNhwc4, unpackNhwc4 } from '../../src/tensor/layout';
import type { AdapterKind } from '../../src/util/adapter-kind';

/** One output for the model's input, and the kernels that computed it. */
export async function runPlannedFor(
  kind: AdapterKind,
  bytes: Uint8Array,
  output: string,
  data: Float32Array,
): Promise<{ values: Float32Array; shaders: string[] }> {
  const gpu = await openGpu();
  const read = optimizeGraph((await readModel(Uint8Array.from(bytes))).graph);
  const { graph, plan } = scheduleGraph(read, plainTarget(kind), {
    kernels: await kernelsFor(read, kind),
  });
  const executor = await Executor.create(gpu, plan, new PipelineCache(gpu.device));
  const inputs = nhwcInputs(graph, { [graph.inputs[0] ?? '']: Float32Array.from(data) });
  for (const [name, values] of Object.entries(inputs)) {
    executor.writeInput(name, packNhwc4(values, valueNamed(graph, name).shape));
  }
  const [words] = await executor.run([{ output }]);
  executor.destroy();
  gpu.release();
  const shaders = [...new Set(plan.pipelines.map(({ shader }) => shader))];
  const values = unpackNhwc4(new Float32Array(words ?? []), valueNamed(graph, output).shape);
  return { values, shaders };
}
