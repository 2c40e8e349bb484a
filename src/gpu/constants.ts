// The weights and biases of a plan on a device: packed ones are uploaded, coded ones are decoded there.
import type { ConstantDecoding, Plan, PlanConstant } from '../plan/plan';
import { Yielder } from '../util/yielder';
import { filledBuffer } from './buffers';
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';
import { checkBufferLimit } from './limits';
import type { CompiledPipeline } from './pipeline-cache';

/** What tells a buffer from others: what is decoded into it, or the packed array, which several steps may share. */
type Source = ConstantDecoding | PlanConstant['data'];

/**
 * One buffer for each constant, in the plan's order. Works constant by constant, and lets the page have its turns. Packing
 * and uploading go on while the pipelines compile, which only decoding needs.
 * @throws LimitError for a constant that no binding can hold; GPUFailureError; DeviceLostError; the signal's reason.
 */
export async function fillConstants(
  gpu: Gpu,
  plan: Plan,
  compiling: Promise<readonly CompiledPipeline[]>,
  signal?: AbortSignal,
): Promise<GPUBuffer[]> {
  const buffers = new Map<Source, GPUBuffer>();
  try {
    await createBuffers(gpu, plan, buffers, signal);
    const isCoded = plan.constants.some(({ decoding }) => decoding);
    if (isCoded) {
      const compiled = await whileAlive(gpu, compiling);
      const { checked } = guard(gpu, `Decoding the weights of "${plan.graph}"`, () =>
        decodeAll(gpu.device, compiled, buffers),
      );
      await whileAlive(gpu, checked);
    }
  } catch (error) {
    for (const buffer of buffers.values()) buffer.destroy();
    throw error;
  }
  return plan.constants.map((constant) => buffers.get(sourceOf(constant)) as GPUBuffer);
}

/** Packs only what is not decoded. */
function sourceOf(constant: PlanConstant): Source {
  return constant.decoding ?? constant.data;
}

/** Buffers of packed numbers; and of zeros, until they are decoded into. */
async function createBuffers(
  gpu: Gpu,
  plan: Plan,
  buffers: Map<Source, GPUBuffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { device } = gpu;
  const checks: Promise<void>[] = [];
  const yielder = new Yielder();
  for (const constant of plan.constants) {
    await yielder.yieldIfDue();
    signal?.throwIfAborted();
    const { name, byteLength } = constant;
    const source = sourceOf(constant);
    if (!buffers.has(source)) {
      checkBufferLimit(plan.graph, byteLength, device.limits);
      const { value, checked } = guard(gpu, `Uploading "${name}" of "${plan.graph}"`, () =>
        isDecoding(source)
          ? device.createBuffer({ label: name, size: byteLength, usage: GPUBufferUsage.STORAGE })
          : filledBuffer(device, name, source, GPUBufferUsage.STORAGE),
      );
      buffers.set(source, value);
      checked.catch(() => undefined); // seen below, with the others
      checks.push(checked);
    }
  }
  await whileAlive(gpu, Promise.all(checks));
}

/** One dispatch for each coded constant, all in one submit. What they read is freed behind it. */
function decodeAll(
  device: GPUDevice,
  compiled: readonly CompiledPipeline[],
  buffers: ReadonlyMap<Source, GPUBuffer>,
): void {
  const temporary: GPUBuffer[] = [];
  const encoder = device.createCommandEncoder({ label: 'decode weights' });
  const pass = encoder.beginComputePass({ label: 'decode weights' });
  for (const [source, target] of buffers) {
    if (!isDecoding(source)) continue;
    const { pipeline, layout } = compiled[source.pipeline] as CompiledPipeline;
    const coded = filledBuffer(device, target.label, source.coded, GPUBufferUsage.STORAGE);
    const params = filledBuffer(
      device,
      target.label,
      new Uint8Array(source.params),
      GPUBufferUsage.UNIFORM,
    );
    temporary.push(coded, params);
    pass.setPipeline(pipeline);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        label: target.label,
        layout,
        entries: [coded, target, params].map((buffer, binding) => ({
          binding,
          resource: { buffer },
        })),
      }),
    );
    pass.dispatchWorkgroups(...source.workgroups);
  }
  pass.end();
  device.queue.submit([encoder.finish()]);
  for (const buffer of temporary) buffer.destroy();
}

function isDecoding(source: Source): source is ConstantDecoding {
  return 'coded' in source;
}
