// Buffers with contents, and how large they may be.
import { LimitError } from '../errors';

/** A buffer that holds these bytes. */
export function filledBuffer(
  device: GPUDevice,
  label: string,
  data: ArrayBufferView,
  usage: GPUBufferUsageFlags,
): GPUBuffer {
  const buffer = device.createBuffer({
    label,
    size: data.byteLength,
    usage: usage | GPUBufferUsage.COPY_DST,
    mappedAtCreation: true,
  });
  new Uint8Array(buffer.getMappedRange()).set(
    new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  );
  buffer.unmap();
  return buffer;
}

/** Whether something is a buffer of whatever device: nothing else has a map state. */
export function isBuffer(value: unknown): value is GPUBuffer {
  return typeof value === 'object' && value !== null && 'mapState' in value;
}

/** @throws LimitError when no binding of this device can hold so many bytes of `name`. */
export function checkBufferLimit(
  name: string,
  byteLength: number,
  limits: GPUSupportedLimits,
): void {
  const most = Math.min(limits.maxStorageBufferBindingSize, limits.maxBufferSize);
  if (byteLength <= most) return;
  throw new LimitError(
    `"${name}" needs a buffer of ${byteLength} bytes; this device binds at most ${most} ` +
      '(maxStorageBufferBindingSize, maxBufferSize). Use a smaller batch or input.',
  );
}
