// Budgets of loads: what is refused by default, and what the caller says.
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../errors';
import { integers, node, onnxFile, weights } from '../formats/onnx/onnx-file.fixtures';
import { tensorOf } from '../formats/onnx/onnx-parts.fixtures';
import { buildPlan } from '../plan/build-plan';
import type { Plan, PlanStep } from '../plan/plan';
import { chain } from '../plan/plan.fixtures';
import { plainTarget } from '../plan/target.fixtures';
import { Budgets } from './budgets';
import { CpuBackend } from './cpu-backend';
import { Host } from './host';
import type { LoadOptions } from './load-options';
import { Runtime } from './runtime';

/** The limit of a kind that a load of a file has, as the error tells it. */
async function limitOf(options: LoadOptions, bytes: Uint8Array): Promise<number> {
  const runtime = new Runtime(new Host(await CpuBackend.open()));
  try {
    await runtime.load(bytes, options);
  } catch (error) {
    return (error as { available: number }).available;
  } finally {
    runtime.dispose();
  }
  throw new Error('The file was not refused.');
}

/** A pool whose windows read far too much, of an input of open size. */
const slow = onnxFile({
  inputs: { x: ['n', 3, 'h', 'w'] },
  outputs: { y: null },
  nodes: [
    node('MaxPool', ['x'], 'y', [
      { name: 'kernel_shape', ints: [4001, 4001] },
      { name: 'pads', ints: [2000, 2000, 2000, 2000] },
    ]),
  ],
});

/** A value of a gigabyte, which costs little to compute. */
const large = onnxFile({
  inputs: { x: [1, 1, 4096, 4096] },
  outputs: { y: null },
  nodes: [
    node('Relu', ['x'], 'r'),
    node('Concat', ['r', 'r', 'r', 'r', 'x'], 'y', [{ name: 'axis', i: 1 }]),
  ],
});

const small = onnxFile({
  inputs: { x: [1, 3, 8, 8] },
  outputs: { y: null },
  nodes: [node('Conv', ['x', 'w'], 'y')],
  initializers: [weights('w', 4, 3, 1, 1)],
});

/** A constant of 32 MiB that becomes one number while it is read. */
const folding = onnxFile({
  inputs: { x: [1, 3] },
  outputs: { y: null },
  nodes: [
    node('ConstantOfShape', ['s'], 'c', [
      { name: 'value', t: tensorOf({ dims: [1], numbers: [1] }) },
    ]),
    node('ReduceMax', ['c'], 'm', [{ name: 'keepdims', i: 0 }]),
    node('Add', ['x', 'm'], 'y'),
  ],
  initializers: [integers('s', 2 ** 12, 2 ** 11)],
});

describe('the budgets of a file', () => {
  it('are 192 MiB and 128 times its bytes', async () => {
    expect(await limitOf({}, large)).toBe(192 * 2 ** 20 + 128 * large.length);
  });

  it('are 2³⁵ multiply-adds', async () => {
    const inputs = { x: [1, 3, 90, 90] };
    expect(await limitOf({ inputs }, slow)).toBe(2 ** 35);
  });

  it('grow with the batch, and with inputs that the caller makes larger', async () => {
    const inputs = { x: [1, 3, 1024, 1024] };
    expect(await limitOf({ inputs }, slow)).toBe(12 * 2 ** 35);
    expect(await limitOf({ batch: 3, inputs: { x: [3, 3, 90, 90] } }, slow)).toBe(3 * 2 ** 35);
  });
});

describe('the dispatches of a plan', () => {
  const graph = chain();
  const plan = (steps: number): Plan => {
    const whole = buildPlan(graph, plainTarget('software'));
    return { ...whole, steps: Array.from({ length: steps }, () => whole.steps[0] as PlanStep) };
  };

  it('are at most 6144 where it is a file’s', async () => {
    const ofFile = new Budgets({}, 1);
    expect((await ofFile.planWithin(graph, plan(6144))).steps).toHaveLength(6144);
    await expect(ofFile.planWithin(graph, plan(6145))).rejects.toThrow(
      new UnsupportedError(
        `"${graph.name}" has 6145 dispatches; Kindling is made for small networks, up to 6144.`,
      ),
    );
  });

  it('are as many as there are where the network was built', async () => {
    expect((await new Budgets({}, 0).planWithin(graph, plan(6145))).steps).toHaveLength(6145);
  });
});

describe('what a caller allows', () => {
  it('is what counts', async () => {
    expect(await limitOf({ memoryLimit: 100 }, small)).toBe(100);
    expect(await limitOf({ computeLimit: 3 * 4 * 64 - 1 }, small)).toBe(3 * 4 * 64 - 1);
    const runtime = new Runtime(new Host(await CpuBackend.open()));
    const model = await runtime.load(small, { computeLimit: 3 * 4 * 64, memoryLimit: 1e5 });
    expect(model.inputs).toHaveLength(1);
    runtime.dispose();
  });

  it('counts for what is computed while the file is read, which by default is little', async () => {
    expect(await limitOf({}, folding)).toBe(2 ** 23 + 32 * folding.length);
    expect(await limitOf({ memoryLimit: 1000 }, folding)).toBe(1000);
    const runtime = new Runtime(new Host(await CpuBackend.open()));
    const model = await runtime.load(folding, { memoryLimit: 2 ** 26 });
    const [first] = (await model.run({ x: new Float32Array(3) })).y?.data ?? [];
    expect(first).toBe(1);
    runtime.dispose();
  });

  it('counts for a network that was built, too, which else takes what it takes', async () => {
    const built = { name: 'chain', graph: chain(), classifier: null };
    const runtime = new Runtime(new Host(await CpuBackend.open()));
    await expect(runtime.load(built, { memoryLimit: 100 })).rejects.toThrow(
      /memoryLimit allows 100/,
    );
    expect((await runtime.load(built)).inputs).toHaveLength(1);
    runtime.dispose();
  });
});
