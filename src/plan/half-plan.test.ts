// Plans in halves: what becomes of buffers and constants, and whether every shader compiles so. Dawn's null adapter has the
// feature that they need; it compiles, and computes nothing.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { create, globals } from 'webgpu';
import type { Model } from '../ir/model';
import { KERNELS } from '../kernels/index';
import { type Call, type Kernel, type Variant, variantId } from '../kernels/kernel';
import { SAMPLE_CALLS } from '../kernels/kernels.fixtures';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { numbersOf } from '../tensor/half';
import { halvePlan } from './half-plan';
import { runNull } from './null-executor';
import type { Plan } from './plan';
import { elementBytes } from './plan';
import { rankedGraph } from './plan.fixtures';
import { planCall } from './plan-call';
import { scheduleGraph } from './schedule';

const cases = KERNELS.flatMap((kernel) =>
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
    const [pipeline] = halvePlan(planOf(kernel, variant, call)).pipelines;
    if (!pipeline) throw new Error('The plan has no pipeline.');
    expect(pipeline.id).toContain('__f16_');
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ code: pipeline.code });
    const { entryPoint, overrides: constants } = pipeline;
    device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint, constants } });
    expect((await device.popErrorScope())?.message ?? 'valid').toBe('valid');
  });
});

describe('halvePlan', () => {
  it('halves slots, constants and what a run holds, but for integers', () => {
    const { plan } = scheduleGraph(rankedGraph(network()), 'hardware', { decodesWeights: false });
    const halves = halvePlan(plan);
    const [before, after] = [runNull(plan), runNull(halves)];
    expect(after.weightBytes).toBe(before.weightBytes / 2);
    expect(after.bufferCount).toBe(before.bufferCount);
    expect(after.dispatches).toHaveLength(before.dispatches.length);
    for (const [index, { byteLength }] of halves.slots.entries()) {
      const ports = plan.outputs.filter(({ slot }) => slot === index);
      const scale = ports.some(({ dtype }) => dtype === 'u32') ? 1 : 2;
      expect(byteLength * scale).toBe(plan.slots[index]?.byteLength);
    }
    const bytes = halves.outputs.map((port) => [port.dtype, elementBytes(halves, port)]);
    expect(new Map(bytes as [string, number][])).toEqual(
      new Map([
        ['f32', 2],
        ['u32', 4],
      ]),
    );
  });

  it('rounds weights, once for all steps that share them', () => {
    const { plan } = scheduleGraph(rankedGraph(network()), 'hardware', { decodesWeights: false });
    const halves = halvePlan(plan);
    for (const [index, constant] of plan.constants.entries()) {
      const { data, byteLength } = halves.constants[index] ?? {};
      expect(byteLength).toBe(data?.byteLength);
      const rounded = numbersOf(data as Uint16Array);
      const wrong = constant.data.filter((number, i) => {
        const error = Math.abs((rounded[i] ?? Number.NaN) - number);
        return !(error <= Math.max(Math.abs(number) * 2 ** -11, 2 ** -25));
      });
      expect(wrong).toHaveLength(0);
    }
  });

  it('leaves constants that are no elements: which pixels a resize reads', () => {
    const resize = cases.find(({ call }) => call.op === 'resize2d');
    if (!resize) throw new Error('There is no resize.');
    const plan = planOf(resize.kernel, resize.variant, resize.call);
    const { constants, slots } = halvePlan(plan);
    expect(constants.map(({ data }) => data)).toEqual(plan.constants.map(({ data }) => data));
    expect(constants[0]?.data).toBeInstanceOf(Float32Array);
    expect(slots[0]?.byteLength).toBe((plan.slots[0]?.byteLength ?? 0) / 2);
  });

  it('takes no weights that a device decodes', () => {
    const plan = planOf(...firstOf(cases));
    const [constant] = plan.constants;
    if (!constant) throw new Error('The call has no constant.');
    const decoding = {
      ...{ pipeline: 0, workgroups: [1, 1, 1] as const, params: new ArrayBuffer(0) },
      ...{ coded: new Uint32Array(1), byteLength: 4 },
    };
    const coded = { ...plan, constants: [{ ...constant, decoding }] };
    expect(() => halvePlan(coded)).toThrow(RangeError);
  });
});

function network(): Model {
  return mobilenetV1({ alpha: 0.25, rho: 32 });
}

function planOf(kernel: Kernel, variant: Variant, call: Call): Plan {
  return planCall(call, { kernel, variant }, 'hardware');
}

function firstOf(all: typeof cases): [Kernel, Variant, Call] {
  const found = all.find(({ call }) => call.op === 'conv2d');
  if (!found) throw new Error('There is no convolution.');
  return [found.kernel, found.variant, found.call];
}
