// What experiments have in common: several ways to compute the same, compared and timed in turns in headless Chromium.
import { createServer } from 'node:http';
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium } from '../scripts/chromium.js';

/**
 * One way to compute something; its last buffer holds the result. A buffer is given by how many seeded numbers it holds, or by
 * its words.
 * @typedef {{ code: string, constants: Record<string, number>, bindings: number[], grid: [number, number, number] }} Pass
 * @typedef {{ buffers: (number | number[])[], passes: Pass[] }} Way
 */

/**
 * Opens a browser for `work`, which gets a function that runs all ways in turns, checks that they agree within 1e-3, and
 * gives their medians in milliseconds, by timestamp queries.
 * @param {(compare: (ways: Way[], rounds: number) => Promise<number[]>) => Promise<void>} work
 */
export async function withComparison(work) {
  const server = createServer((_, response) => response.end('<!doctype html><title>bench</title>'));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : { channel: 'chromium' }),
    args: [...chromiumFlags, '--enable-webgpu-developer-features'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    await work(async (ways, rounds) => {
      const { times, difference } = await page.evaluate(measure, { ways, rounds });
      if (!(difference <= 1e-3)) throw new Error(`The ways differ by ${difference}.`);
      return times;
    });
  } finally {
    await browser.close();
    server.close();
  }
}

/**
 * Runs in the page: times every way in turn and compares their results.
 * @param {{ ways: Way[], rounds: number }} task
 */
async function measure({ ways, rounds }) {
  const adapter = await navigator.gpu.requestAdapter();
  if (!adapter) throw new Error('There is no adapter.');
  const device = await adapter.requestDevice({
    requiredFeatures: ['timestamp-query'],
    requiredLimits: {
      maxComputeWorkgroupStorageSize: adapter.limits.maxComputeWorkgroupStorageSize,
    },
  });
  let failure = '';
  device.addEventListener('uncapturederror', ({ error }) => {
    failure ||= error.message;
  });
  const { COPY_DST, COPY_SRC, STORAGE, MAP_READ, QUERY_RESOLVE } = GPUBufferUsage;
  const buffer = (/** @type {number} */ size, /** @type {number} */ usage) =>
    device.createBuffer({ size, usage });
  const prepared = ways.map(({ buffers, passes }) => {
    const made = buffers.map((contents, index) => {
      const numbers = typeof contents === 'number' ? null : contents;
      const length = typeof contents === 'number' ? contents : contents.length;
      const storage = buffer(4 * length, STORAGE | COPY_DST | COPY_SRC);
      const values = new Float32Array(length);
      if (numbers) new Uint32Array(values.buffer).set(numbers);
      else for (let i = 0; i < length; i++) values[i] = Math.sin(i * (1.1 + index));
      device.queue.writeBuffer(storage, 0, values);
      return storage;
    });
    const steps = passes.map(({ code, constants, bindings, grid }) => {
      const module = device.createShaderModule({ code });
      const pipeline = device.createComputePipeline({
        layout: 'auto',
        compute: { module, entryPoint: 'main', constants },
      });
      const entries = bindings.map((index, binding) => ({
        binding,
        resource: { buffer: /** @type {GPUBuffer} */ (made[index]) },
      }));
      const layout = pipeline.getBindGroupLayout(0);
      return { pipeline, bindGroup: device.createBindGroup({ layout, entries }), grid };
    });
    return { result: /** @type {GPUBuffer} */ (made.at(-1)), steps };
  });
  const read = async (/** @type {GPUBuffer} */ source) => {
    const staging = buffer(source.size, MAP_READ | COPY_DST);
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(source, 0, staging, 0, source.size);
    device.queue.submit([encoder.finish()]);
    await staging.mapAsync(GPUMapMode.READ);
    return staging.getMappedRange().slice(0);
  };
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const stamps = buffer(16, QUERY_RESOLVE | COPY_SRC);
  /** @type {number[][]} */
  const times = ways.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, { steps }] of prepared.entries()) {
      const encoder = device.createCommandEncoder();
      const timestampWrites = { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 };
      const pass = encoder.beginComputePass({ timestampWrites });
      for (const { pipeline, bindGroup, grid } of steps) {
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, bindGroup);
        pass.dispatchWorkgroups(...grid);
      }
      pass.end();
      encoder.resolveQuerySet(querySet, 0, 2, stamps, 0);
      device.queue.submit([encoder.finish()]);
      const [begin = 0n, end = 0n] = new BigUint64Array(await read(stamps));
      if (round >= 0) times[index]?.push(Number(end - begin) / 1e6);
    }
  }
  const results = [];
  for (const { result } of prepared) results.push(new Float32Array(await read(result)));
  const [first = new Float32Array(), ...rest] = results;
  let difference = 0;
  for (const other of rest) {
    for (const [i, value] of first.entries()) {
      difference = Math.max(difference, Math.abs(value - (other[i] ?? Number.NaN)));
    }
  }
  if (failure !== '') throw new Error(failure);
  device.destroy();
  const middle = Math.floor(rounds / 2);
  return { times: times.map((ms) => ms.sort((a, b) => a - b)[middle] ?? 0), difference };
}
