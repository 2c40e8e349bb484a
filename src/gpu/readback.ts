// Reading results back: staging buffers are kept and used again, so that a run creates none.

/** Staging buffers by size. A buffer is out of the pool while it is mapped or waits to be. */
export class ReadbackPool {
  readonly #device: GPUDevice;
  readonly #free: GPUBuffer[] = [];
  #isDestroyed = false;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** The smallest free staging buffer of at least `byteLength` bytes, or a new one. */
  acquire(byteLength: number): GPUBuffer {
    const fitting = this.#free
      .filter(({ size }) => size >= byteLength)
      .sort((a, b) => a.size - b.size);
    const [buffer] = fitting;
    if (!buffer) {
      return this.#device.createBuffer({
        label: 'readback',
        size: byteLength,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
      });
    }
    this.#free.splice(this.#free.indexOf(buffer), 1);
    return buffer;
  }

  /** Copies the first bytes of a staging buffer to the CPU once its work is done, and takes the buffer back. */
  async read(buffer: GPUBuffer, byteLength: number): Promise<ArrayBuffer> {
    let isUsable = false;
    try {
      await buffer.mapAsync(GPUMapMode.READ, 0, byteLength);
      const bytes = buffer.getMappedRange(0, byteLength).slice(0);
      buffer.unmap();
      isUsable = !this.#isDestroyed;
      return bytes;
    } finally {
      if (isUsable) this.#free.push(buffer);
      else buffer.destroy();
    }
  }

  /** Destroys the free buffers, and others once they are read. */
  destroy(): void {
    this.#isDestroyed = true;
    for (const buffer of this.#free.splice(0)) buffer.destroy();
  }
}
