// Compares a network all of whose 3×3 convolutions are computed by one Winograd tile, layer by layer, as `model.compare`
// does what the rules choose.
import { openGpu } from '../src/gpu/device';
import { Executor } from '../src/gpu/executor';
import { PipelineCache } from '../src/gpu/pipeline-cache';
import type { WinogradTile } from '../src/ir/winograd';
import { ALL_KERNELS } from '../src/kernels/rare/index';
import { optimizeGraph } from '../src/passes/index';
import { lowerBy } from '../src/plan/lowerings';
import { scheduleGraph } from '../src/plan/schedule';
import { compareModel } from '../src/runtime/compare';
import type { ModelComparison } from '../src/runtime/comparison';
import { buildNetwork, type NetworkSpec } from './built-network';

/** Every layer, and the outputs, on seeded input. */
export async function compareByWinograd(
  spec: NetworkSpec,
  tile: WinogradTile,
): Promise<ModelComparison> {
  const gpu = await openGpu();
  const pipelines = new PipelineCache(gpu.device);
  const { graph: source, name } = buildNetwork(spec);
  const { graph, plan } = scheduleGraph(optimizeGraph(source), gpu.adapter.kind, {
    hasSubgroups: gpu.device.features.has('subgroups'),
    lower: lowerBy({ winograd: () => tile }),
    kernels: ALL_KERNELS,
  });
  const executor = await Executor.create(gpu, plan, pipelines);
  try {
    const createExecutor = (kept: typeof plan) =>
      Executor.create(gpu, kept, pipelines, { lender: executor });
    return await compareModel({ name, source, graph, executor, createExecutor }, null, 2);
  } finally {
    executor.destroy();
    gpu.release();
  }
}
