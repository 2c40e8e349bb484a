// A pipeline that cannot compile, to see what users of a faulty adapter or shader would read.
import { openGpu } from '../../src/gpu/device';
import { PipelineCache } from '../../src/gpu/pipeline-cache';

/** Name and message of the error. */
export async function compileBrokenShader(): Promise<string> {
  const gpu = await openGpu();
  const outcome: unknown = await new PipelineCache(gpu.device)
    .get({
      id: 'broken',
      shader: 'broken',
      entryPoint: 'main',
      bindings: ['storage'],
      overrides: {},
      code: '@group(0) @binding(0) var<storage, read_write> y: array<f32>;\nfn main() { y[0] = true; }',
    })
    .catch((error: unknown) => error);
  gpu.release();
  return outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : 'no error';
}
