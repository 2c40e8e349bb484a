// The library where there is no browser: importing it is no error, running is one that says so.
import { describe, expect, it } from 'vitest';

describe('in Node', () => {
  it('is imported, reads models, and says that there is no WebGPU', async () => {
    expect('GPUDevice' in globalThis).toBe(false);
    const { createRuntime, WebGPUUnavailableError, readModel } = await import('./index');
    const { toKindling } = await import('./tools/index');
    await expect(createRuntime()).rejects.toThrow(WebGPUUnavailableError);
    const { squeezenet } = await import('./models/index');
    const model = await readModel(await toKindling(squeezenet({ inputSize: 32, fires: 1 })));
    expect(model.graph.nodes.length).toBeGreaterThan(5);
  });
});
