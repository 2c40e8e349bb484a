// Compares a network that is lowered wherever it can be, layer by layer, as `compare` does what the rules choose.
import { openGpu } from '../../src/gpu/device';
import { Executor } from '../../src/gpu/executor';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import type { WinogradTile } from '../../src/ops/conv/winograd';
import { loadOps } from '../../src/ops/registry';
import { lowerBy } from '../../src/plan/lowerings';
import { scheduleGraph } from '../../src/plan/schedule';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import type { Edit } from '../../src/rewrites/rewrite';
import { choosing } from '../../src/rewrites/rewrite.fixtures';
import { GpuBackend } from '../../src/runtime/gpu-backend';
import { GpuPlaced } from '../../src/runtime/gpu-placed';
import { compareModel } from '../../src/tools/compare';
import type { ModelComparison } from '../../src/tools/comparison';
import { buildNetwork, type NetworkSpec } from './built-network';

/** All 3×3 convolutions by one Winograd tile. */
export function compareByWinograd(spec: NetworkSpec, tile: WinogradTile): Promise<ModelComparison> {
  return compareLowered(spec, 'winograd', (edit) => edit.way === tile);
}

/** The same with a dispatch for every pair of a pointwise and a depthwise convolution. */
export function compareByPairs(
  spec: NetworkSpec,
  name: 'separable-conv2d' | 'expand-depthwise',
): Promise<ModelComparison> {
  return compareLowered(spec, name);
}

/** All fire modules in one dispatch each. */
export function compareByFires(spec: NetworkSpec): Promise<ModelComparison> {
  return compareLowered(spec, 'fire');
}

/** Every layer, and the outputs, on seeded input. */
async function compareLowered(
  spec: NetworkSpec,
  name: string,
  wants: (edit: Edit) => boolean = () => true,
): Promise<ModelComparison> {
  await loadOps(['fire']);
  const gpu = await openGpu();
  const backend = new GpuBackend(gpu);
  const { graph: source, name: network } = buildNetwork(spec);
  const { graph, plan } = scheduleGraph(optimizeGraph(source), gpu.target, {
    lower: lowerBy(choosing({ [name]: (_, edit) => wants(edit) })),
    kernels: ALL_KERNELS,
  });
  const executor = await Executor.create(gpu, plan, backend.pipelines);
  try {
    const placed = new GpuPlaced(backend, graph, executor, null);
    return await compareModel({ name: network, source, placed }, null, 2);
  } finally {
    executor.destroy();
    gpu.release();
  }
}
