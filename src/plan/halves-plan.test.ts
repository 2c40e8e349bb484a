// Plans in halves: what becomes of buffers and constants. Their shaders are compiled in tune/half-shaders.test.ts.

import { describe, expect, it } from 'vitest';
import { readDeepCompression } from '../formats/deep-compression';
import { writeDeepCompression } from '../formats/deep-compression.fixtures';
import type { Model } from '../graph/model';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { SAMPLE_CALLS } from '../kernels/kernels.fixtures';
import { mobilenetV1 } from '../models/mobilenet-v1';
import type { OpName } from '../ops/registry';
import { numbersOf } from '../tensor/half';
import type { Tensor } from '../tensor/tensor';
import * as decoder from './decode-weights';
import { runNull } from './null-executor.fixtures';
import { elementBytes, type Plan } from './plan';
import { rankedGraph } from './plan.fixtures';
import { planCall } from './plan-call';
import { scheduleGraph } from './schedule';
import { selectKernel } from './select-kernel';
import type { Target } from './target';
import { halvesTarget, plainTarget } from './target.fixtures';

describe('a plan in halves', () => {
  it('halves slots, constants and what a run holds, but for integers', () => {
    const [plan, halves] = bothPlans();
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
    const [plan, halves] = bothPlans();
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
    const plan = planOf('resize2d', plainTarget('hardware'));
    const { constants, slots } = planOf('resize2d', halvesTarget('hardware'));
    expect(constants.map(({ data }) => data)).toEqual(plan.constants.map(({ data }) => data));
    expect(constants[0]?.data).toBeInstanceOf(Float32Array);
    expect(slots[0]?.byteLength).toBe((plan.slots[0]?.byteLength ?? 0) / 2);
  });

  it('has no weights that the device decodes, which it does to floats', () => {
    const { plan } = scheduleGraph(rankedGraph(codedNetwork()), halvesTarget('hardware'), {
      decoder,
      kernels: ALL_KERNELS,
    });
    expect(plan.decoding).toBeNull();
    const floats = scheduleGraph(rankedGraph(codedNetwork()), plainTarget('hardware'), {
      decoder,
      kernels: ALL_KERNELS,
    }).plan;
    expect(floats.decoding?.steps.length).toBeGreaterThan(0);
  });
});

function bothPlans(): [floats: Plan, halves: Plan] {
  const planFor = (target: Target) =>
    scheduleGraph(rankedGraph(network()), target, { kernels: ALL_KERNELS }).plan;
  return [planFor(plainTarget('hardware')), planFor(halvesTarget('hardware'))];
}

function network(): Model {
  return mobilenetV1({ alpha: 0.25, rho: 32 });
}

/** The same with weights as codes, each of one byte. */
function codedNetwork(): Model {
  const model = network();
  const { graph } = model;
  const weights = new Set(
    graph.nodes.flatMap(({ op, inputs }) => (op === 'conv2d' ? inputs[1] : [])),
  );
  const constants = [...graph.constants].map(([name, tensor]): [string, Tensor] => {
    if (!weights.has(name)) return [name, tensor];
    const data = tensor.data as Float32Array<ArrayBuffer>;
    const layer = {
      name,
      shape: tensor.shape,
      codes: [...data].map((_, i) => i % 5),
      codebook: [1, 2, 3, 4],
    };
    const [read] = readDeepCompression(writeDeepCompression([layer]), [layer]);
    return [name, read?.weights ?? tensor];
  });
  return { ...model, graph: { ...graph, constants: new Map(constants) } };
}

/** Of one call of this op. */
function planOf(op: OpName, target: Target): Plan {
  const call = SAMPLE_CALLS.find((sample) => sample.op === op);
  const selection = call && selectKernel(call, target, ALL_KERNELS);
  if (!selection) throw new Error(`There is no kernel for ${op}.`);
  return planCall(call, selection, target);
}
