// The CPU backend in Node, through the public door: whole small networks against the reference, and what it refuses.
import { describe, expect, it } from 'vitest';
import { resizeGeometry } from '../image/resize-geometry';
import { resizePixels } from '../image/resize-pixels';
import {
  createRuntime,
  type Model,
  type Preprocessing,
  runReference,
  UnsupportedError,
} from '../index';
import {
  densenet,
  mobilenetV1,
  mobilenetV3Small,
  resnet,
  shufflenetV2,
  squeezenet,
} from '../models/index';
import { resizeTriangle } from '../reference/resize-triangle';
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

describe('networks', () => {
  it.each(NETWORKS)('%s gives what the reference gives', { timeout: 60_000 }, async (_, model) => {
    const loaded = await load(model);
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

describe('what it says of itself', () => {
  const model = squeezenet({ classes: 7, inputSize: 39 });

  it('is a CPU that was asked for', async () => {
    const runtime = await createRuntime({ backend: 'cpu' });
    expect(runtime).toMatchObject({ backend: 'cpu', fallbackReason: null });
    const loaded = await runtime.load(model);
    const report = loaded.inspect();
    expect(loaded.backend).toBe('cpu');
    expect(report).toMatchObject({ backend: 'cpu', uploadBytes: 0 });
    expect(report.layers[0]).toMatchObject({ op: 'conv2d', kernel: 'cpu-conv2d' });
    // The first layer's input and output live together.
    expect(report.activationBytes).toBeGreaterThanOrEqual(4 * 39 * 39 * 3);
    expect(await runtime.measurePeaks()).toBeNull();
    runtime.dispose();
    expect(await runtime.lost).toMatchObject({ code: 'device-lost' });
  });

  it('falls back to the CPU where WebGPU may be absent, and says why', async () => {
    const runtime = await createRuntime({ backend: 'auto' });
    expect(runtime.backend).toBe('cpu');
    expect(runtime.fallbackReason).toMatchObject({ code: 'webgpu-unavailable' });
  });

  it('does not fall back unless it is told to', async () => {
    await expect(createRuntime()).rejects.toMatchObject({ code: 'webgpu-unavailable' });
    const wrong = { backend: 'gpu' } as unknown as { backend: 'cpu' };
    await expect(createRuntime(wrong)).rejects.toThrow("'auto', 'webgpu' or 'cpu', got gpu");
  });

  it('profiles, traces and keeps inner values', async () => {
    const loaded = await load(model, ['fire2/concat']);
    const { layers, runs } = await loaded.profile({ runs: 2, warmUp: 0 });
    expect(runs).toBe(2);
    expect(layers).toHaveLength(loaded.inspect().layers.length);
    const data = seededInput(loaded.inputs[0]?.shape ?? []);
    const trace = await loaded.trace({ data });
    const first = await trace.value('conv1');
    expect(first.shape).toEqual(loaded.inspect().layers[0]?.outputShape);
    const { 'fire2/concat': kept } = await loaded.run({ data }, { outputs: ['fire2/concat'] });
    const traced = await trace.value('fire2/concat');
    expect(kept?.data.toSorted()).toEqual(Float32Array.from(traced.data).toSorted());
    trace.dispose();
    await expect(trace.value('conv1')).rejects.toMatchObject({ code: 'tensor' });
  });

  it('ends calls whose signal aborts, and what comes after goes on', async () => {
    const loaded = await load(model);
    const data = seededInput(loaded.inputs[0]?.shape ?? []);
    const reason = new Error('nobody waits');
    const given = { signal: AbortSignal.abort(reason) };
    await expect(loaded.run({ data }, given)).rejects.toBe(reason);
    await expect(loaded.trace({ data }, given)).rejects.toBe(reason);
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
    await expect(loaded.compare()).rejects.toThrow(UnsupportedError);
    await expect(loaded.profileVariants()).rejects.toThrow(UnsupportedError);
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
