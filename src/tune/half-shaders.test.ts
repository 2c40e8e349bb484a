// Every variant of every kernel in halves, compiled by Dawn on its null adapter, which has the feature shader-f16 and computes
// nothing: so that shaders stay right in halves where no adapter has them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create, globals } from 'webgpu';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { variantId } from '../kernels/kernel';
import { SAMPLE_CALLS } from '../kernels/kernels.fixtures';
import { planCall } from '../plan/plan-call';
import { halvesTarget } from '../plan/target.fixtures';

const TARGET = halvesTarget('hardware');

const cases = ALL_KERNELS.flatMap((kernel) =>
  kernel.variants.flatMap((variant) => {
    const calls = SAMPLE_CALLS.filter((call) => kernel.accepts(call));
    return calls.map((call) => ({
      id: `${variantId(kernel.shader, variant)} ${call.op}`,
      ...{ kernel, variant, call },
    }));
  }),
);

describe('shaders in halves', () => {
  let gpu: GPU;
  let device: GPUDevice;

  beforeAll(async () => {
    Object.assign(globalThis, globals);
    gpu = create(['backend=null']);
    const adapter = await gpu.requestAdapter();
    if (!adapter) throw new Error('Dawn has no null adapter.');
    device = await adapter.requestDevice({ requiredFeatures: ['shader-f16', 'subgroups'] });
  });
  afterAll(() => device.destroy());

  it.each(cases)('$id', async ({ kernel, variant, call }) => {
    const [pipeline] = planCall(call, { kernel, variant }, TARGET).pipelines;
    if (!pipeline) throw new Error('The plan has no pipeline.');
    expect(pipeline.id).toContain('__f16_');
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: pipeline.code });
    const { entryPoint, overrides: constants } = pipeline;
    device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint, constants } });
    expect((await device.popErrorScope())?.message ?? 'valid').toBe('valid');
  });
});
