// Looking inside: what layers gave, what the network was shown, and a device that goes away.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => openHarness(page));

test('a trace has what every layer gave', async ({ page }) => {
  const { differences, shapes, unknown, disposed } = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const network = harness.models.squeezenet({ version: '1.1', inputSize: 64 });
    // Values of the graph as it was read, of convolutions, pools and concatenations' parts.
    const names = ['conv1/relu', 'pool1', 'fire2/expand3x3/relu', 'prob'].filter((name) =>
      network.graph.values.has(name),
    );
    const model = await runtime.load(network, { outputs: names });
    const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => ((i * 7919) % 255) - 120);
    const inputs = { [model.inputs[0]?.name ?? '']: data };
    const results = await model.run(inputs);
    const trace = await harness.trace(model, inputs);
    const layers = model.inspect().layers;
    const differences: Record<string, number> = {};
    for (const name of names) {
      const own = layers.some((layer) => layer.name === name) ? name : null;
      if (!own) continue;
      const traced = await trace.value(own);
      // NHWC inside, the model's own order outside: as sums of squares they are the same.
      const energy = (numbers: ArrayLike<number>) =>
        Array.from(numbers).reduce((sum, value) => sum + value * value, 0);
      const wanted = energy(results[name]?.data ?? []);
      differences[name] = Math.abs(energy(traced.data) - wanted) / wanted;
    }
    const shapes = await Promise.all(
      layers
        .filter(({ op }) => op !== 'top-k')
        .map(async (layer) => [layer.outputShape, (await trace.value(layer.name)).shape] as const),
    );
    const unknown = await trace.value('nowhere').catch((error: Error) => error.message);
    trace.dispose();
    const disposed = await trace.value('pool1').catch((error: Error) => error.message);
    runtime.dispose();
    return { differences, shapes, unknown, disposed };
  });
  expect(Object.keys(differences).length).toBeGreaterThan(1);
  for (const difference of Object.values(differences)) expect(difference).toBeLessThan(1e-9);
  expect(shapes.length).toBeGreaterThan(20);
  for (const [told, traced] of shapes) expect(traced).toEqual(told);
  expect(unknown).toContain('has no layer "nowhere"');
  expect(disposed).toContain('was disposed');
  expect(pageErrors(page)).toEqual([]);
});

test('a preview is the picture as the network gets it', async ({ page }) => {
  const { width, height, corners } = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load(harness.models.squeezenet({ version: '1.1', inputSize: 64 }));
    const canvas = new OffscreenCanvas(300, 200);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('There is no canvas.');
    context.fillStyle = 'rgb(200 40 10)';
    context.fillRect(0, 0, 150, 200);
    context.fillStyle = 'rgb(10 60 220)';
    context.fillRect(150, 0, 150, 200);
    const picture = context.getImageData(0, 0, 300, 200);
    const { width, height, data } = await harness.preview(model, picture);
    runtime.dispose();
    const at = (x: number, y: number) => [
      ...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4),
    ];
    return { width, height, corners: [at(2, 2), at(width - 3, height - 3)] };
  });
  expect([width, height]).toEqual([64, 64]);
  expect(corners).toEqual([
    [200, 40, 10, 255],
    [10, 60, 220, 255],
  ]);
});

test('a runtime says when its device is gone', async ({ page }) => {
  const said = await page.evaluate(async () => {
    const adapter = await navigator.gpu.requestAdapter();
    const device = await adapter?.requestDevice();
    if (!device) throw new Error('There is no device.');
    const runtime = await harness.createRuntime({ device });
    device.destroy();
    const error = await runtime.lost;
    return [error.code, error instanceof harness.DeviceLostError];
  });
  expect(said).toEqual(['device-lost', true]);
});
