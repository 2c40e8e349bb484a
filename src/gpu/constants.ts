// The weights and biases of a plan on a device: packed ones are uploaded, coded ones are decoded there.
import type { Plan } from '../plan/plan';
import { Yielder } from '../util/yielder';
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';
import { constantBuffer, Installed } from './installed';
import { checkBufferLimit } from './limits';
import type { CompiledPipeline } from './pipeline-cache';
import { submit } from './submit';

/**
 * One buffer for each constant, in the plan's order; those of one packing share theirs. Works constant by constant, and
 * lets the page have its turns. Packing and uploading go on while the pipelines compile, which only decoding needs.
 * @param lent buffers that are there, by packing. With them nothing is decoded: what is not among them is packed.
 * @throws LimitError for a constant that no binding can hold; GPUFailureError; DeviceLostError; the signal's reason.
 */
export async function fillConstants(
  gpu: Gpu,
  plan: Plan,
  compiling: Promise<readonly CompiledPipeline[]>,
  lent: ReadonlyMap<object, GPUBuffer>,
  signal?: AbortSignal,
): Promise<GPUBuffer[]> {
  const buffers = new Map(lent);
  try {
    await createBuffers(gpu, plan, buffers, signal);
    const filled = plan.constants.map((each) => buffers.get(each.packing) as GPUBuffer);
    if (plan.decoding && lent.size === 0)
      await decodeInto(gpu, plan.decoding, await whileAlive(gpu, compiling), filled);
    return filled;
  } catch (error) {
    for (const [packing, buffer] of buffers) if (!lent.has(packing)) buffer.destroy();
    throw error;
  }
}

/** Buffers of packed numbers; and of zeros, until they are decoded into. */
async function createBuffers(
  gpu: Gpu,
  plan: Plan,
  buffers: Map<object, GPUBuffer>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { device } = gpu;
  const checks: Promise<void>[] = [];
  const yielder = new Yielder();
  for (const constant of plan.constants) {
    await yielder.yieldIfDue(signal);
    if (buffers.has(constant.packing)) continue;
    checkBufferLimit(plan.name, constant.byteLength, device.limits);
    const { value, checked } = guard(gpu, `Uploading "${constant.name}" of "${plan.name}"`, () =>
      constantBuffer(device, constant),
    );
    buffers.set(constant.packing, value);
    checked.catch(() => undefined); // seen below, with the others
    checks.push(checked);
  }
  await whileAlive(gpu, Promise.all(checks));
}

/** One dispatch for each coded constant, all in one submit. What they read is freed behind it. */
async function decodeInto(
  gpu: Gpu,
  decoding: NonNullable<Plan['decoding']>,
  compiled: readonly CompiledPipeline[],
  constants: readonly GPUBuffer[],
): Promise<void> {
  const outside = Object.fromEntries(constants.entries());
  let installed: Installed | null = null;
  const submitted = submit(gpu, `Decoding the ${decoding.name}`, {
    label: decoding.name,
    encode: [
      (pass) => {
        installed = new Installed(gpu.device, decoding, compiled, { outside });
        installed.encode(pass);
      },
    ],
  });
  (installed as Installed | null)?.destroy();
  await submitted;
}
