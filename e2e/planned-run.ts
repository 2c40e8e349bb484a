// Runs a model as it would be planned for another kind of adapter, on the adapter that is there.
import { openGpu } from '../src/gpu/device';
import { Executor } from '../src/gpu/executor';
import { PipelineCache } from '../src/gpu/pipeline-cache';
import { valueNamed } from '../src/ir/graph';
import { optimizeGraph } from '../src/passes/index';
import { buildPlan } from '../src/plan/build-plan';
import type { AdapterKind } from '../src/plan/plan';
import { nhwcInputs, readModel } from '../src/runtime/read-model';
import { packNhwc4 } from '../src/tensor/layout';

/** Logits for one input, and the kernels that computed them. */
export async function runPlannedFor(
  kind: AdapterKind,
  bytes: Uint8Array,
  data: Float32Array,
): Promise<{ logits: Float32Array; shaders: string[] }> {
  const gpu = await openGpu();
  const graph = optimizeGraph((await readModel(Uint8Array.from(bytes))).graph);
  const plan = buildPlan(graph, kind);
  const executor = await Executor.create(gpu, plan, new PipelineCache(gpu.device));
  const inputs = nhwcInputs(graph, { data: Float32Array.from(data) });
  for (const [name, values] of Object.entries(inputs)) {
    executor.writeInput(name, packNhwc4(values, valueNamed(graph, name).shape));
  }
  const [logits] = await executor.run([{ output: 'logits' }]);
  executor.destroy();
  gpu.release();
  const shaders = [...new Set(plan.pipelines.map(({ shader }) => shader))];
  return { logits: new Float32Array(logits ?? []), shaders };
}
