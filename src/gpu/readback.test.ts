// Staging buffers that are used again: large enough, and never while somebody reads them.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ReadbackPool } from './readback';

const created: FakeBuffer[] = [];

class FakeBuffer {
  readonly mapAsync = vi.fn(async () => undefined);
  readonly unmap = vi.fn();
  readonly destroy = vi.fn();

  constructor(readonly size: number) {
    created.push(this);
  }

  getMappedRange(_: number, byteLength: number): ArrayBuffer {
    return new ArrayBuffer(byteLength);
  }
}

const device = {
  createBuffer: ({ size }: { size: number }) => new FakeBuffer(size),
} as unknown as GPUDevice;

beforeEach(() => {
  created.length = 0;
  vi.stubGlobal('GPUBufferUsage', { MAP_READ: 1, COPY_DST: 8 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
});
afterEach(() => vi.unstubAllGlobals());

it('uses the smallest buffer again that holds as much', async () => {
  const pool = new ReadbackPool(device);
  const [large, small] = [pool.acquire(64), pool.acquire(16)];
  await pool.read(large, 64);
  await pool.read(small, 16);
  expect(pool.acquire(32)).toBe(large);
  expect(pool.acquire(16)).toBe(small);
  expect(created).toHaveLength(2);
});

it('makes another one where those that are free are too small, or in use', async () => {
  const pool = new ReadbackPool(device);
  const small = pool.acquire(16);
  await pool.read(small, 16);
  expect(pool.acquire(32).size).toBe(32);
  expect(pool.acquire(16)).toBe(small);
  expect(pool.acquire(16)).not.toBe(small);
});

it('destroys free buffers, and others once they are read', async () => {
  const pool = new ReadbackPool(device);
  const [free, read] = [pool.acquire(16), pool.acquire(16)];
  await pool.read(free, 16);
  const reading = pool.read(read, 16);
  pool.destroy();
  await reading;
  expect(created.map(({ destroy }) => destroy.mock.calls.length)).toEqual([1, 1]);
});

it('destroys a buffer that could not be mapped', async () => {
  const pool = new ReadbackPool(device);
  const buffer = pool.acquire(16);
  created[0]?.mapAsync.mockRejectedValue(new Error('lost'));
  await expect(pool.read(buffer, 16)).rejects.toThrow('lost');
  expect(created[0]?.destroy).toHaveBeenCalledOnce();
  expect(pool.acquire(16)).not.toBe(buffer);
});
