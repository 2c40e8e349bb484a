// What files may take, on a device: the rest is unit tests.
import { expect, test } from '@playwright/test';
import { node, onnxFile, weights } from '../src/formats/onnx/onnx-file.fixtures';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

const PADS = { name: 'pads', ints: [1, 1, 1, 1] };

/** Layers of one weight, on two sizes of maps, one of them grouped otherwise. */
const SHARED = [
  ...onnxFile({
    inputs: { x: [1, 8, 12, 12] },
    outputs: { y: null, z: null },
    nodes: [
      node('Conv', ['x', 'w'], 'a', [PADS]),
      node('Conv', ['a', 'w', 'b'], 'c', [PADS]),
      node('MaxPool', ['c'], 'p', [
        { name: 'kernel_shape', ints: [2, 2] },
        { name: 'strides', ints: [2, 2] },
      ]),
      node('Conv', ['p', 'w'], 'y', [PADS]),
      node('Concat', ['x', 'x'], 'wide', [{ name: 'axis', i: 1 }]),
      node('Conv', ['wide', 'w'], 'z', [PADS, { name: 'group', i: 2 }]),
    ],
    initializers: [weights('w', 8, 8, 3, 3), weights('b', 8)],
  }),
];

test('layers that share weights compute what the CPU computes, from one buffer', async ({
  page,
}) => {
  const { worst, packed } = await page.evaluate(async (bytes) => {
    const x = Float32Array.from({ length: 8 * 144 }, (_, i) => Math.sin(i));
    const results = await Promise.all(
      (['webgpu', 'cpu'] as const).map(async (backend) => {
        const runtime = await harness.createRuntime({ backend });
        const model = await runtime.load(Uint8Array.from(bytes));
        const given = await model.run({ x });
        const { weightBytes } = model.inspect();
        runtime.dispose();
        return { numbers: [...(given.y?.data ?? []), ...(given.z?.data ?? [])], weightBytes };
      }),
    );
    const [gpu, cpu] = results;
    const errors = gpu?.numbers.map((number, i) => Math.abs(number - (cpu?.numbers[i] ?? 1e9)));
    return { worst: Math.max(...(errors ?? [1e9])), packed: gpu?.weightBytes ?? 0 };
  }, SHARED);
  expect(worst).toBeLessThan(1e-4);
  // Three layers of one packing and one of bands: the filters of one alone are 2304 bytes.
  expect(packed).toBeLessThan(4 * 2304);
});

test('a file that asks for more than it may is refused before anything is compiled', async ({
  page,
}) => {
  const { error, compiled } = await page.evaluate(async (bytes) => {
    const runtime = await harness.createRuntime();
    let compiled = 0;
    const error = await runtime
      .load(Uint8Array.from(bytes), { memoryLimit: 5000, onCompiling: () => compiled++ })
      .catch(({ name, limit, available, needed, node: asking }) => {
        return { name, limit, available, isMore: needed > available, asking };
      });
    runtime.dispose();
    return { error, compiled };
  }, SHARED);
  expect(error).toEqual({
    name: 'LimitError',
    limit: 'memoryLimit',
    available: 5000,
    isMore: true,
    asking: 'a',
  });
  expect(compiled).toBe(0);
});
