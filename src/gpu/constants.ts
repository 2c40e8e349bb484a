// The weights and biases of a plan on a device: packed ones are uploaded, coded ones are decoded there.
import type { Plan } from '../plan/plan';
import { Yielder } from '../util/yielder';
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';
import { Installed } from './installed';
import { checkBufferLimit } from './limits';
import type { CompiledPipeline } from './pipeline-cache';
import { submit } from './submit';

/** Bytes that a page copies in few milliseconds; to get memory for more at once takes it longer. */
const UPLOADED_AT_ONCE = 2 ** 20;

/** A buffer that several plans may have. */
interface Held {
  readonly buffer: GPUBuffer;
  /** How many do: the last one destroys it. */
  holders: number;
}

/** Buffers of constants by their packing. */
export type ConstantBuffers = Map<object, Held>;

/** Where another plan's buffers are looked up. */
export type LentBuffers = Pick<ConstantBuffers, 'get'>;

/**
 * The buffers of all constants, those that are lent among them. Works constant by constant, and
 * lets the page have its turns. Packing and uploading go on while the pipelines compile, which only decoding needs.
 * @param lent buffers that are there; whoever has them may let go of them meanwhile
 * @throws LimitError for a constant that no binding can hold; GPUFailureError; DeviceLostError; the signal's reason.
 */
export async function fillConstants(
  gpu: Gpu,
  plan: Plan,
  compiling: Promise<readonly CompiledPipeline[]>,
  lent?: LentBuffers,
  signal?: AbortSignal,
): Promise<ConstantBuffers> {
  const buffers: ConstantBuffers = new Map();
  const { decoding } = plan;
  try {
    await createBuffers(gpu, plan, buffers, lent, signal);
    if (decoding) {
      const compiled = await whileAlive(gpu, compiling);
      await decodeInto(gpu, decoding, compiled, inOrder(plan, buffers));
    }
    return buffers;
  } catch (error) {
    letGo(buffers);
    throw error;
  }
}

/** The buffer of each constant. */
export function inOrder({ constants }: Plan, buffers: ConstantBuffers): GPUBuffer[] {
  return constants.map(({ packing }) => (buffers.get(packing) as Held).buffer);
}

/** Has none of them any more, and destroys those that nobody else has. */
export function letGo(buffers: ConstantBuffers): void {
  for (const held of buffers.values()) if (--held.holders === 0) held.buffer.destroy();
  buffers.clear();
}

/** Buffers of packed numbers; and of zeros, until they are decoded into. */
async function createBuffers(
  gpu: Gpu,
  plan: Plan,
  buffers: ConstantBuffers,
  lent: LentBuffers | undefined,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { device } = gpu;
  const checks: Promise<void>[] = [];
  const yielder = new Yielder();
  for (const { packing, name, byteLength, isDecoded, dataSteps } of plan.constants) {
    await yielder.yieldIfDue(signal);
    if (buffers.has(packing)) continue;
    checkBufferLimit(plan.name, byteLength, device.limits);
    const guarded = <T>(work: () => T): T => {
      const { value, checked } = guard(gpu, `Uploading "${name}" of "${plan.name}"`, work);
      checked.catch(() => undefined); // seen below, with the others
      checks.push(checked);
      return value;
    };
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST;
    const held = lent?.get(packing) ?? {
      buffer: guarded(() => device.createBuffer({ label: name, size: byteLength, usage })),
      holders: 0,
    };
    buffers.set(packing, held);
    if (held.holders++ > 0 || (isDecoded && plan.decoding)) continue;
    const { buffer: memory, byteOffset } = await yielder.run(dataSteps(), signal);
    const bytes = new Uint8Array(memory, byteOffset, byteLength);
    for (let at = 0; at < byteLength; at += UPLOADED_AT_ONCE) {
      await yielder.yieldIfDue(signal);
      const slice = bytes.subarray(at, at + UPLOADED_AT_ONCE);
      guarded(() => device.queue.writeBuffer(held.buffer, at, slice));
    }
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
