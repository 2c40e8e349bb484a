// Tensors that stay on the GPU: buffers in, buffers out, by value, and every way in which a buffer can be wrong.
import { expect, test } from '@playwright/test';
import { isWhole } from '../src/util/sample.fixtures';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await openHarness(page);
});

for (const [order, batch] of [
  ['nchw', 1],
  ['nhwc', 1],
  ['nchw', 3],
] as const) {
  test(`buffers hold what arrays do, ${order}, batch ${batch}`, async ({ page }) => {
    const numbers = numbersOf(batch);
    const { shapes, tensors, submits, mapped } = await page.evaluate(
      async ([axisOrder, images, { a, b }]) => {
        const runtime = await harness.createRuntime({ hurriesAnswers: false });
        const model = await runtime.load(harness.joiningModel(axisOrder, images));
        const { STORAGE, COPY_SRC, COPY_DST, MAP_READ } = GPUBufferUsage;
        const { device } = runtime;
        const bufferOf = (values: readonly number[], room: number) => {
          const buffer = device.createBuffer({
            size: 4 * values.length + room,
            usage: STORAGE | COPY_SRC | COPY_DST,
          });
          device.queue.writeBuffer(buffer, 0, Float32Array.from(values));
          return buffer;
        };
        const read = async (buffer: GPUBuffer) => {
          const staging = device.createBuffer({ size: buffer.size, usage: MAP_READ | COPY_DST });
          const encoder = device.createCommandEncoder();
          encoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
          device.queue.submit([encoder.finish()]);
          await staging.mapAsync(GPUMapMode.READ);
          return Array.from(new Float32Array(staging.getMappedRange().slice(0)));
        };
        const inputs = { a: bufferOf(a, 0), b: bufferOf(b, 64) };
        const mine = bufferOf(
          Array.from({ length: 50 * images + 2 }, () => -7),
          0,
        );
        await model.run(inputs, { as: 'buffer' }); // what is made once is made
        const counts = countWork();
        const given = await model.run(inputs, { as: 'buffer' });
        const { submits, mapped } = counts();
        const mixed = await model.run({ a: Float32Array.from(a), b: inputs.b });
        const arrays = await model.run({ a: Float32Array.from(a), b: Float32Array.from(b) });
        const into = await model.run(inputs, { as: 'buffer', into: { joined: mine } });
        const tensors = {
          given: {
            joined: await read(given.joined?.buffer ?? mine),
            rb: await read(given.rb?.buffer ?? mine),
            largest: await read(given.largest?.buffer ?? mine),
          },
          mixed: Object.fromEntries(
            Object.entries(mixed).map(([name, { data }]) => [name, Array.from(data)]),
          ),
          arrays: Object.fromEntries(
            Object.entries(arrays).map(([name, { data }]) => [name, Array.from(data)]),
          ),
          into: await read(mine),
          isMine: into.joined?.buffer === mine && Object.keys(into).join() === 'joined',
          input: await read(inputs.a),
        };
        const shapes = [given.joined, given.rb, given.largest].map((tensor) => tensor?.shape);
        runtime.dispose();
        return { shapes, tensors, submits, mapped };

        /** Submits and mapped bytes from now on until the function that this gives is called. */
        function countWork() {
          const { submit } = GPUQueue.prototype;
          const { getMappedRange } = GPUBuffer.prototype;
          let [done, bytes] = [0, 0];
          GPUQueue.prototype.submit = function (...parameters) {
            done++;
            return submit.apply(this, parameters);
          };
          GPUBuffer.prototype.getMappedRange = function (...parameters) {
            const range = getMappedRange.apply(this, parameters);
            bytes += range.byteLength;
            return range;
          };
          return () => {
            Object.assign(GPUQueue.prototype, { submit });
            Object.assign(GPUBuffer.prototype, { getMappedRange });
            return { submits: done, mapped: bytes };
          };
        }
      },
      [order, batch, numbers] as const,
    );
    const want = joinedOnCpu(order, batch, numbers);
    expect(tensors.given).toEqual(want);
    expect(tensors.mixed).toEqual(want);
    expect(tensors.arrays).toEqual(want);
    // What is behind the tensor in a larger buffer stays as it was.
    expect(tensors.into).toEqual([...want.joined, -7, -7]);
    expect(tensors.isMine).toBe(true);
    expect(tensors.input).toEqual(numbers.a);
    expect(shapes).toEqual([
      order === 'nchw' ? [batch, 5, 2, 5] : [batch, 2, 5, 5],
      order === 'nchw' ? [batch, 2, 2, 5] : [batch, 2, 5, 2],
      [batch, 5],
    ]);
    expect({ submits, mapped }).toEqual({ submits: 1, mapped: 0 });
    expect(pageErrors(page)).toEqual([]);
  });
}

// 134 MB of GPU memory.
if (isWhole) {
  test('a tensor of more than 65,535 workgroups is packed and unpacked whole', async ({ page }) => {
    const wrong = await page.evaluate(async () => {
      const runtime = await harness.createRuntime();
      // One word a pixel and 64 a workgroup: the grid is folded, and its last row is not full.
      const side = 2055;
      const model = await runtime.load(harness.reluModel(side));
      const { STORAGE, COPY_DST } = GPUBufferUsage;
      const data = Float32Array.from({ length: side ** 2 }, (_, i) => (i % 9973) - 5000);
      const buffer = runtime.device.createBuffer({
        size: data.byteLength,
        usage: STORAGE | COPY_DST,
      });
      runtime.device.queue.writeBuffer(buffer, 0, data);
      const { y: onDevice } = await model.run({ x: buffer }, { as: 'buffer' });
      if (!onDevice) throw new Error('The network has no output y.');
      const { y } = await model.run({ x: onDevice.buffer });
      runtime.dispose();
      return [...data.keys()].filter((i) => y?.data[i] !== Math.max(data[i] ?? 0, 0)).slice(0, 5);
    });
    expect(wrong).toEqual([]);
    expect(pageErrors(page)).toEqual([]);
  });
}

test('what one network leaves on the GPU another one takes', async ({ page }) => {
  const { chained, separate } = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const network = harness.models.squeezenet({ version: '1.1', inputSize: 32, classes: 10 });
    const [first, second] = [
      await runtime.load(harness.colourModel(colourSettings())),
      await runtime.load(network),
    ];
    const levels = Float32Array.from({ length: 3 * 32 * 32 }, (_, i) => ((i * 7919) % 255) - 120);
    const input = second.inputs[0]?.name ?? '';
    const buffer = runtime.device.createBuffer({
      size: levels.byteLength,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    runtime.device.queue.writeBuffer(buffer, 0, levels);
    const probabilities = await second.run(
      { [input]: buffer },
      { outputs: ['prob'], as: 'buffer' },
    );
    // The ten probabilities as a part of the picture that the first one sees.
    const picture = runtime.device.createBuffer({
      size: 4 * 3 * 4 * 4,
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST,
    });
    const encoder = runtime.device.createCommandEncoder();
    const { buffer: prob } = probabilities.prob ?? { buffer: buffer };
    encoder.copyBufferToBuffer(prob, 0, picture, 0, 40);
    runtime.device.queue.submit([encoder.finish()]);
    const chained = await first.run({ data: picture });
    const numbers = (await second.run({ [input]: levels })).prob?.data ?? new Float32Array();
    const padded = new Float32Array(48);
    padded.set(numbers);
    const separate = await first.run({ data: padded });
    runtime.dispose();
    return { chained: chained.prob?.data, separate: separate.prob?.data };

    function colourSettings() {
      const size = { width: 4, height: 4 };
      return {
        ...({ region: 'full', resize: size, crop: size, channelOrder: 'rgb' } as const),
        ...({ mean: [0, 0, 0], scale: 1 } as const),
      };
    }
  });
  expect(chained).toEqual(separate);
  expect(new Set(separate).size).toBeGreaterThan(1);
});

/** A run, as a body of an async function, and what its error says. */
const REFUSALS: readonly (readonly [what: string, body: string, says: RegExp])[] = [
  [
    'an input too small',
    'return model.run({ a: buffer(116), b })',
    /^TensorError: The buffer for input "a" has 116 bytes; the tensor takes 120/,
  ],
  [
    'an input without STORAGE',
    'return model.run({ a: buffer(120, GPUBufferUsage.COPY_SRC), b })',
    /^TensorError: .*input "a" lacks the usage flag GPUBufferUsage\.STORAGE/,
  ],
  [
    'a mapped input',
    'return model.run({ a: device.createBuffer({ size: 120, usage: 128, mappedAtCreation: true }), b })',
    /^TensorError: .*input "a" is mapped/,
  ],
  [
    'a destroyed input',
    'const a = buffer(120); a.destroy(); return model.run({ a, b })',
    /^TensorError: .*input "a" cannot be used: it was destroyed/,
  ],
  [
    'an input of another device',
    'return model.run({ a: buffer(120, 128, other), b }, { as: "buffer" })',
    /^TensorError: .*input "a" cannot be used: .*not of runtime\.device/,
  ],
  [
    'an output too small',
    'return model.run({ a, b }, { as: "buffer", into: { largest: buffer(16) } })',
    /^TensorError: .*output "largest" has 16 bytes; the tensor takes 20/,
  ],
  [
    'an output without STORAGE',
    'return model.run({ a, b }, { as: "buffer", into: { largest: buffer(20, GPUBufferUsage.COPY_DST) } })',
    /^TensorError: .*output "largest" lacks/,
  ],
  [
    'a destroyed output',
    'const l = buffer(20); l.destroy(); return model.run({ a, b }, { as: "buffer", into: { largest: l } })',
    /^TensorError: .*output "largest" cannot be used: it was destroyed/,
  ],
  [
    'an output of another device',
    'return model.run({ a, b }, { as: "buffer", into: { largest: buffer(20, 128, other) } })',
    /^TensorError: .*output "largest" cannot be used/,
  ],
  [
    'an unknown output',
    'return model.run({ a, b }, { as: "buffer", outputs: ["nope"] })',
    /^TensorError: .*no output "nope"/,
  ],
  [
    'a buffer for an output that was not asked for',
    'return model.run({ a, b }, { as: "buffer", outputs: ["rb"], into: { largest: buffer(20) } })',
    /^TensorError: .*"largest", which is not among the outputs/,
  ],
  [
    'a buffer for an unknown input',
    'return model.run({ a, b, c: buffer(4) })',
    /^TensorError: There is no input "c"/,
  ],
  ['a missing input', 'return model.run({ a: buffer(120) })', /^TensorError: .* input "b"/],
  ['no number', 'return model.run({ a: buffer(120), b: null })', /^TensorError: .* input "b"/],
  [
    'a run after dispose',
    'model.dispose(); return model.run({ a: buffer(120), b: buffer(80) }, { as: "buffer" })',
    /^TensorError: .*disposed/,
  ],
];

test('a buffer that cannot be used is a typed error, and the next run is right', async ({
  page,
}) => {
  const { outcomes, after } = await page.evaluate(
    async (bodies) => {
      const runtime = await harness.createRuntime();
      const other = await (await navigator.gpu.requestAdapter())?.requestDevice();
      const a = new Float32Array(30).fill(2);
      const b = new Float32Array(20).fill(-1);
      const outcomes: string[] = [];
      let after: number[] = [];
      for (const body of bodies) {
        const model = await runtime.load(harness.joiningModel('nchw', 1));
        const buffer = (size: number, usage = GPUBufferUsage.STORAGE, device = runtime.device) =>
          device.createBuffer({ size, usage });
        // The bodies are this file's own; written as text they can stand in a table beside what they throw.
        const attempt = new Function(
          ...['model', 'device', 'other', 'buffer', 'a', 'b'],
          `return (async () => { ${body} })()`,
        );
        const outcome: unknown = await attempt(model, runtime.device, other, buffer, a, b).catch(
          (error: unknown) => error,
        );
        outcomes.push(
          outcome instanceof Error ? `${outcome.name}: ${outcome.message}` : 'no error',
        );
        if (!body.includes('dispose')) {
          const { largest } = await model.run({ a, b });
          after = [...after, ...(largest?.data ?? [])];
          model.dispose();
        }
      }
      runtime.dispose();
      other?.destroy();
      return { outcomes, after };
    },
    REFUSALS.map(([, body]) => body),
  );
  for (const [index, [what, , says]] of REFUSALS.entries()) {
    expect.soft(outcomes[index], what).toMatch(says);
  }
  expect(after).toEqual(
    Array.from({ length: 5 * (REFUSALS.length - 1) }, (_, i) => (i % 5 < 3 ? 2 : 0)),
  );
  expect(pageErrors(page)).toEqual([]);
});

interface Numbers {
  readonly a: number[];
  readonly b: number[];
}

/** Inputs whose every number is another one, signs mixed; exact in float32. */
function numbersOf(batch: number): Numbers {
  const numbers = (length: number, step: number) =>
    Array.from({ length }, (_, i) => ((i * step) % 101) - 40 + i / 1024);
  return { a: numbers(30 * batch, 37), b: numbers(20 * batch, 53) };
}

/** What the network gives, in the model's own axis order. */
function joinedOnCpu(order: 'nchw' | 'nhwc', batch: number, { a, b }: Numbers) {
  const joined: number[] = new Array(50 * batch).fill(Number.NaN);
  const rb: number[] = new Array(20 * batch).fill(Number.NaN);
  const largest: number[] = new Array(5 * batch).fill(0);
  const at = (channels: number, n: number, c: number, pixel: number) =>
    order === 'nchw' ? (n * channels + c) * 10 + pixel : (n * 10 + pixel) * channels + c;
  for (let n = 0; n < batch; n++) {
    for (let pixel = 0; pixel < 10; pixel++) {
      for (let c = 0; c < 5; c++) {
        const x = c < 3 ? a[at(3, n, c, pixel)] : b[at(2, n, c - 3, pixel)];
        const y = Math.max(0, x ?? Number.NaN);
        joined[at(5, n, c, pixel)] = y;
        if (c >= 3) rb[at(2, n, c - 3, pixel)] = y;
        largest[5 * n + c] = Math.max(largest[5 * n + c] ?? 0, y);
      }
    }
  }
  return { joined, rb, largest };
}
