// Whether a run that reads nothing is waited for, as measurements without timestamps need.
import { openGpu } from '../../src/gpu/device';
import { Executor } from '../../src/gpu/executor';
import { PipelineCache } from '../../src/gpu/pipeline-cache';
import type { Model } from '../../src/graph/model';
import { scheduleGraph } from '../../src/plan/schedule';
import { optimizeGraph } from '../../src/rewrites/all-passes';

/** Milliseconds that such a run took, and that the device still worked behind it. */
export async function timeEmptyRun({ graph }: Model): Promise<{ run: number; left: number }> {
  const gpu = await openGpu();
  const { plan } = scheduleGraph(optimizeGraph(graph), gpu.target);
  const executor = await Executor.create(gpu, plan, new PipelineCache(gpu.device));
  await executor.run([]); // compilers that finish at the first use do so now
  await gpu.device.queue.onSubmittedWorkDone();
  const start = performance.now();
  await executor.run([]);
  const done = performance.now();
  await gpu.device.queue.onSubmittedWorkDone();
  const left = performance.now() - done;
  executor.destroy();
  gpu.release();
  return { run: done - start, left };
}
