// A device that is the caller's own: what is left of us on it when we are done. e2e/ has devices of browsers.
import { describe, expect, it, vi } from 'vitest';
import type { KindlingError } from '../errors';
import { openGpu } from './device';

/** What `openGpu` touches of a device, with nothing behind it. */
class FakeDevice extends EventTarget {
  readonly adapterInfo = { vendor: 'v', architecture: 'a', description: 'SwiftShader 1' };
  readonly features = new Set<string>();
  readonly destroy = vi.fn();
  readonly lost: Promise<GPUDeviceLostInfo>;
  lose: (info: Pick<GPUDeviceLostInfo, 'reason' | 'message'>) => void = () => undefined;

  constructor() {
    super();
    this.lost = new Promise((resolve) => {
      this.lose = (info) => resolve(info as GPUDeviceLostInfo);
    });
  }

  /** Reports an error that no scope caught. */
  report(message: string): void {
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error: { message } }));
  }
}

async function open() {
  const fake = new FakeDevice();
  const errors: KindlingError[] = [];
  const device = fake as unknown as GPUDevice;
  const gpu = await openGpu({ device, onError: (error) => errors.push(error) });
  return { fake, gpu, errors };
}

describe('openGpu with a device of the caller’s own', () => {
  it('reports errors that no scope caught, until it is released', async () => {
    const { fake, gpu, errors } = await open();
    fake.report('one');
    expect(errors.map(({ message }) => message)).toEqual(['WebGPU reports: one']);
    gpu.release();
    fake.report('two');
    expect(errors, 'heard after release()').toHaveLength(1);
  });

  it('leaves the device to the caller', async () => {
    const { fake, gpu } = await open();
    gpu.release();
    expect(fake.destroy).not.toHaveBeenCalled();
  });

  it('knows software adapters by their names', async () => {
    const { gpu } = await open();
    expect(gpu.adapter).toMatchObject({ vendor: 'v', architecture: 'a', kind: 'software' });
  });

  it('aborts with the loss, and says why it was lost', async () => {
    const { fake, gpu } = await open();
    fake.lose({ reason: 'destroyed', message: 'gone.' });
    await expect(gpu.lost).rejects.toThrow('lost (destroyed): gone.');
    expect(gpu.loss.reason).toMatchObject({ code: 'device-lost' });
  });
});
