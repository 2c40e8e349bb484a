// The CPU backend in Node: whole small networks against the reference, and what it refuses.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SimdMemory } from '../cpu/wasm/simd-memory';
import { UnsupportedError } from '../errors';
import type { Model, Preprocessing } from '../graph/model';
import { resizeGeometry } from '../image/resize-geometry';
import { resizePixels } from '../image/resize-pixels';
import {
  densenet,
  mobilenetV1,
  mobilenetV3Small,
  resnet,
  shufflenetV2,
  squeezenet,
} from '../models/index';
import { resizeTriangle } from '../reference/resize-triangle';
import type { LoadedModel } from '../runtime/loaded-model';
import { createRuntime } from '../runtime/start-runtime';
import {
  compare,
  measurePeaks,
  profile,
  profileVariants,
  runReference,
  trace,
} from '../tools/index';
import { product } from '../util/math';
import { seededRandom } from '../util/random';

const SMALL = { batch: 2, classes: 7 } as const;

const NETWORKS: readonly [string, Model][] = [
  ['SqueezeNet', squeezenet({ ...SMALL, inputSize: 39 })],
  ['MobileNet', mobilenetV1({ ...SMALL, alpha: 0.25, rho: 33 })],
  ['MobileNet v3', mobilenetV3Small({ ...SMALL, inputSize: 32 })],
  ['DenseNet', densenet({ ...SMALL, blocks: [2, 2, 1], growthRate: 7, inputSize: 32 })],
  ['ResNet', resnet({ ...SMALL, inputSize: 16 })],
  ['ShuffleNet', shufflenetV2({ ...SMALL, alpha: 0.5, inputSize: 32 })],
];

const load = async (model: Model, outputs: readonly string[] = []) =>
  (await createRuntime({ backend: 'cpu' })).load(model, { outputs });

function seededInput(shape: readonly number[]): Float32Array<ArrayBuffer> {
  const random = seededRandom(5);
  return Float32Array.from({ length: product(shape) }, () => 2 * random() - 1);
}

/** As a policy without `wasm-unsafe-eval` does it. */
function refuseWasm(): void {
  const refused = async () => {
    throw new WebAssembly.CompileError('a policy forbids it');
  };
  vi.stubGlobal('WebAssembly', { validate: () => true, compile: refused });
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe.each(['simd', 'cpu'])('networks by %s kernels', (table) => {
  it.each(NETWORKS)('%s gives what the reference gives', { timeout: 60_000 }, async (_, model) => {
    if (table === 'cpu') refuseWasm();
    const loaded = await load(model);
    expect(loaded.inspect().layers[0]?.kernel).toMatch(table);
    const inputs = Object.fromEntries(
      loaded.inputs.map(({ name, shape }) => [name, seededInput(shape)]),
    );
    const got = await loaded.run(inputs);
    const want = await runReference(model, inputs);
    for (const [name, { shape, data }] of Object.entries(want)) {
      expect(got[name]?.shape).toEqual(shape);
      const largest = data.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      const off = data.map((value, i) => Math.abs(value - (got[name]?.data[i] ?? Number.NaN)));
      expect(Math.max(...off)).toBeLessThanOrEqual(1e-5 * largest);
      expect(largest).toBeGreaterThan(0);
    }
  });
});

it.each(['simd', 'cpu'])('another size shares the weights: %s kernels', async (table) => {
  if (table === 'cpu') refuseWasm();
  let allocated = 0;
  const { allocate } = SimdMemory.prototype;
  vi.spyOn(SimdMemory.prototype, 'allocate').mockImplementation(function (
    this: SimdMemory,
    bytes: number,
  ) {
    allocated += bytes;
    return allocate.call(this, bytes);
  });
  const runtime = await createRuntime({ backend: 'cpu' });
  const sized = (rho: number) => mobilenetV1({ rho, classes: 7, alpha: 0.5 });
  const answer = async (model: LoadedModel) => {
    const [{ name, shape } = { name: '', shape: [] }] = model.inputs;
    return Object.values(await model.run({ [name]: seededInput(shape) })).map(({ data }) => data);
  };
  const first = await runtime.load(sized(64));
  const whole = allocated;
  const second = await runtime.load(sized(96), { weightsOf: first });
  if (table === 'simd') {
    // Values alone.
    expect(whole).toBeGreaterThan(4 * first.inspect().parameters);
    expect(allocated - whole).toBeLessThan(1.1 * second.inspect().activationBytes);
  }
  const alone = await runtime.load(sized(96));
  const [small, large] = [await answer(first), await answer(alone)];
  expect(await answer(second)).toEqual(large);
  expect(await answer(first)).toEqual(small);
  first.dispose();
  const third = await runtime.load(sized(64), { weightsOf: second });
  expect(await answer(third)).toEqual(small);
  expect(await answer(second)).toEqual(large);
  runtime.dispose();
});

it('is compared with the reference, layer by layer', { timeout: 60_000 }, async () => {
  const loaded = await load(mobilenetV1({ classes: 7, alpha: 0.25, rho: 33 }));
  const comparison = await compare(loaded, {}, { runs: 2 });
  expect(comparison).toMatchObject({ passed: true, firstOverBound: null, runDifferences: [] });
  expect(comparison.layers.map(({ name }) => name)).toEqual(
    loaded.inspect().layers.map(({ name }) => name),
  );
  expect(comparison.outputs[0]?.largest).toBeGreaterThan(0);
});

describe('what it says of itself', () => {
  const model = squeezenet({ classes: 7, inputSize: 39 });

  it('is a CPU that was asked for', async () => {
    const runtime = await createRuntime({ backend: 'cpu' });
    expect(runtime).toMatchObject({ backend: 'cpu', fallbackReason: null });
    const loaded = await runtime.load(model);
    const report = loaded.inspect();
    expect(loaded.backend).toBe('cpu');
    expect(report).toMatchObject({ backend: 'cpu', uploadBytes: 0 });
    expect(report.layers[0]).toMatchObject({ op: 'conv2d', kernel: 'simd-conv2d' });
    // The first layer's input and output live together.
    expect(report.activationBytes).toBeGreaterThanOrEqual(4 * 39 * 39 * 3);
    expect(await measurePeaks(runtime)).toBeNull();
    runtime.dispose();
    expect(await runtime.lost).toMatchObject({ code: 'device-lost' });
  });

  it('falls back to the CPU where WebGPU may be absent, and says why', async () => {
    const runtime = await createRuntime({ backend: 'auto' });
    expect(runtime.backend).toBe('cpu');
    expect(runtime.fallbackReason).toMatchObject({ code: 'webgpu-unavailable' });
  });

  it('computes in JavaScript where WebAssembly is refused, and says why', async () => {
    refuseWasm();
    const runtime = await createRuntime({ backend: 'cpu' });
    expect(runtime.adapter.description).toContain('JavaScript');
    expect(runtime.fallbackReason).toMatchObject({
      code: 'unsupported',
      message: expect.stringContaining("'wasm-unsafe-eval'"),
    });
    const either = await createRuntime({ backend: 'auto' });
    expect(either.fallbackReason).toMatchObject({
      code: 'webgpu-unavailable',
      message: expect.stringContaining('in plain JavaScript'),
    });
    vi.stubGlobal('WebAssembly', { validate: () => false });
    const old = await createRuntime({ backend: 'cpu' });
    expect(old.fallbackReason?.message).toContain('no SIMD');
    vi.stubGlobal('WebAssembly', undefined);
    const none = await createRuntime({ backend: 'cpu' });
    expect(none.fallbackReason?.message).toContain('no WebAssembly');
  });

  it('does not fall back unless it is told to', async () => {
    await expect(createRuntime()).rejects.toMatchObject({ code: 'webgpu-unavailable' });
    const wrong = { backend: 'gpu' } as unknown as { backend: 'cpu' };
    await expect(createRuntime(wrong)).rejects.toThrow("'cpu' or 'fastest', got gpu");
    const size = { backend: 'fastest', for: 'size' } as unknown as { backend: 'fastest' };
    await expect(createRuntime(size)).rejects.toThrow("'latency' or 'throughput', got size");
  });

  it('is the fastest where there is no adapter, and nothing is timed', async () => {
    const runtime = await createRuntime({ backend: 'fastest', for: 'throughput' });
    expect(runtime.backend).toBe('cpu');
    expect(runtime.fallbackReason).toMatchObject({ code: 'webgpu-unavailable' });
    const loaded = await runtime.load(model);
    expect([loaded.backend, loaded.choice]).toEqual(['cpu', null]);
    expect(loaded.adapter).toBe(runtime.adapter);
  });

  it('gives each of overlapping calls its own answer', async () => {
    const loaded = await load(model);
    const [input] = loaded.inputs;
    const inputs = Array.from({ length: 5 }, (_, i) =>
      seededInput(input?.shape ?? []).map((value) => value * (i + 1)),
    );
    const together = await Promise.all(inputs.map((data) => loaded.run({ data })));
    for (const [i, data] of inputs.entries()) {
      expect(together[i]).toEqual(await loaded.run({ data }));
    }
    expect(together[0]).not.toEqual(together[1]);
  });

  it('profiles, traces and keeps inner values', async () => {
    const loaded = await load(model, ['fire2/concat']);
    const { layers, runs } = await profile(loaded, { runs: 2, warmUp: 0 });
    expect(runs).toBe(2);
    expect(layers).toHaveLength(loaded.inspect().layers.length);
    const data = seededInput(loaded.inputs[0]?.shape ?? []);
    const traced = await trace(loaded, { data });
    const first = await traced.value('conv1');
    expect(first.shape).toEqual(loaded.inspect().layers[0]?.outputShape);
    const { 'fire2/concat': kept } = await loaded.run({ data }, { outputs: ['fire2/concat'] });
    const value = await traced.value('fire2/concat');
    expect(kept?.data.toSorted()).toEqual(Float32Array.from(value.data).toSorted());
    traced.dispose();
    await expect(traced.value('conv1')).rejects.toMatchObject({ code: 'tensor' });
  });

  it('ends calls whose signal aborts, and what comes after goes on', async () => {
    const loaded = await load(model);
    const data = seededInput(loaded.inputs[0]?.shape ?? []);
    const reason = new Error('nobody waits');
    const given = { signal: AbortSignal.abort(reason) };
    await expect(loaded.run({ data }, given)).rejects.toBe(reason);
    await expect(trace(loaded, { data }, given)).rejects.toBe(reason);
    const control = new AbortController();
    const runs = Array.from({ length: 6 }, () => loaded.run({ data }, { signal: control.signal }));
    const after = loaded.run({ data });
    control.abort(reason);
    for (const run of runs) await expect(run).rejects.toBe(reason);
    expect(Object.keys(await after)).toEqual(loaded.outputs.map(({ name }) => name));
  });

  it('has no halves, buffers and device, which are of a GPU', async () => {
    const runtime = await createRuntime({ backend: 'cpu' });
    await expect(runtime.load(model, { precision: 'f16' })).rejects.toThrow(UnsupportedError);
    expect(() => runtime.device).toThrow(UnsupportedError);
    const loaded = await runtime.load(model);
    const data = seededInput(loaded.inputs[0]?.shape ?? []);
    await expect(loaded.run({ data }, { as: 'buffer' })).rejects.toThrow(UnsupportedError);
    runtime.dispose();
    await expect(loaded.run({ data })).rejects.toMatchObject({ code: 'device-lost' });
    await expect(runtime.load(model)).rejects.toMatchObject({ code: 'device-lost' });
  });

  it('refuses what it cannot do', async () => {
    const loaded = await load(model);
    await expect(profileVariants(loaded)).rejects.toThrow(UnsupportedError);
    const data = seededInput(loaded.inputs[0]?.shape ?? []);
    await expect(loaded.run({ data }, { outputs: ['nothing'] })).rejects.toThrow('"nothing"');
    await expect(loaded.run({})).rejects.toMatchObject({ code: 'tensor' });
    loaded.dispose();
    await expect(loaded.run({ data })).rejects.toThrow('was disposed');
  });
});

describe('pictures', () => {
  it.each([
    [1, 1],
    [100, 37],
    [28, 28],
    [61, 90],
  ])('of %i × %i pixels are resized as the shaders do it', (width, height) => {
    const random = seededRandom(width);
    const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, i) =>
      i % 4 === 3 ? 255 : 256 * random(),
    );
    const how: Preprocessing = {
      region: { centralSquare: 0.875 },
      resize: { width: 36, height: 36 },
      crop: { width: 28, height: 28 },
      channelOrder: 'bgr',
      mean: [1, 2, 3],
      scale: [1, 0.5, 0.25],
    };
    const { region } = resizeGeometry(how, { width, height });
    const cut = new Uint8ClampedArray(4 * region.width * region.height);
    for (let row = 0; row < region.height; row++) {
      const from = 4 * ((region.y + row) * width + region.x);
      cut.set(data.subarray(from, from + 4 * region.width), 4 * row * region.width);
    }
    const got = resizePixels({ region, data: cut }, how, { width, height });
    const want = resizeTriangle({ width, height, data }, region, how).data;
    // Sums in another order may fall on the other side of a half: a level.
    const off = got.map((value, i) => Math.abs(value - (want[i] ?? Number.NaN)));
    expect(off).toHaveLength(28 * 28 * 3);
    expect(Math.max(...off)).toBeLessThanOrEqual(1);
    expect(off.filter((difference) => difference > 0).length).toBeLessThan(0.01 * off.length);
  });
});
