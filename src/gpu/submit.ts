// One submit: dispatches in one compute pass, and the bytes that are read back behind them.
import { type Gpu, whileAlive } from './device';
import { guard } from './guard';
import type { ReadbackPool } from './readback';

/** The first bytes of a buffer. */
interface BufferRead {
  readonly buffer: GPUBuffer;
  /** A multiple of four. */
  readonly byteLength: number;
}

/** Encodes dispatches. */
export type Encode = (pass: GPUComputePassEncoder) => void;

/** What is submitted. */
export interface Submission {
  readonly label: string;
  /** One after the other; whatever they throw ends the submission. Empty where nothing is computed. */
  readonly encode: readonly Encode[];
  readonly reads?: readonly BufferRead[];
  /** Where staging buffers come from. With it a submission is waited for even if it reads nothing. */
  readonly readback?: ReadbackPool;
  /** Ends what is submitted in turns. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Submits, and resolves once WebGPU has accepted it and all is read. Everything up to the submit happens before this returns;
 * submissions may overlap, since each reads from a staging buffer of its own.
 * @param what is done, for errors
 * @returns the bytes of each read, in order
 * @throws GPUFailureError when WebGPU refuses a command; DeviceLostError
 */
export async function submit(
  gpu: Gpu,
  what: string,
  { label, encode, reads = [], readback }: Submission,
): Promise<ArrayBuffer[]> {
  const wanted = reads.reduce((sum, { byteLength }) => sum + byteLength, 0);
  // A buffer of no bytes would be an error.
  const total = Math.max(4, wanted);
  const { value: reading, checked } = guard(gpu, what, () => {
    const encoder = gpu.device.createCommandEncoder({ label });
    if (encode.length > 0) {
      const pass = encoder.beginComputePass({ label });
      for (const each of encode) each(pass);
      pass.end();
    }
    // Behind all that may throw, so that it comes back to the pool in any case.
    const staging = readback?.acquire(total);
    let offset = 0;
    for (const { buffer, byteLength } of staging ? reads : []) {
      encoder.copyBufferToBuffer(buffer, 0, staging as GPUBuffer, offset, byteLength);
      offset += byteLength;
    }
    // Reading waits for what uses the buffer.
    if (staging && wanted === 0) encoder.clearBuffer(staging, 0, total);
    gpu.device.queue.submit([encoder.finish()]);
    return staging && readback?.read(staging, total);
  });
  // The check and the read travel to the GPU process together; neither result counts without the other.
  const [, bytes = new ArrayBuffer(0)] = await whileAlive(gpu, Promise.all([checked, reading]));
  let end = 0;
  return reads.map(({ byteLength }) => {
    end += byteLength;
    return bytes.slice(end - byteLength, end);
  });
}
