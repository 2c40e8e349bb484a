// Buffers with contents.
import { GPUFailureError } from '../errors';

/** A buffer that holds these bytes. @throws GPUFailureError when there is no memory to map */
export function filledBuffer(
  device: GPUDevice,
  label: string,
  data: ArrayBufferView,
  usage: GPUBufferUsageFlags,
): GPUBuffer {
  const buffer = mappedBuffer(device, {
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

function mappedBuffer(device: GPUDevice, descriptor: GPUBufferDescriptor): GPUBuffer {
  try {
    return device.createBuffer(descriptor);
  } catch (cause) {
    // What is mapped as it is created does not wait for an error scope.
    const { label, size } = descriptor;
    throw new GPUFailureError(
      `"${label}" of ${size} bytes ran out of memory: ${cause} Use a smaller batch, or dispose models.`,
    );
  }
}
