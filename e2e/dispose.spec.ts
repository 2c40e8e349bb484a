// `dispose` at any time: what is under way ends at once, says why, and leaves no error of WebGPU behind.
import { expect, test } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import { openHarness, pageErrors } from './support/open-harness';

const CALLS = [
  ...['run', 'many runs', 'classify', 'to buffers', 'compare', 'trace', 'profile'],
  ...['profileVariants', 'stream', 'load'],
] as const;

/** In a sample some of them. */
const CHOSEN = sampleOf('disposed calls', CALLS, 4);

for (const backend of ['webgpu', 'cpu'] as const) {
  test(`calls under way end as disposed, on ${backend}`, async ({ page }) => {
    await openHarness(page);
    const ends = await page.evaluate(
      async ([kind, calls]) => {
        const found: Record<string, string> = {};
        const complaints: string[] = [];
        const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
        for (const call of calls) {
          for (const what of ['model', 'runtime'] as const) {
            for (const afterMs of [0, 10]) {
              const runtime = await harness.createRuntime({ backend: kind });
              if (kind === 'webgpu') {
                runtime.device.addEventListener('uncapturederror', ({ error }) =>
                  complaints.push(error.message),
                );
              }
              const network = harness.models.squeezenet({ inputSize: 127 });
              const model = await runtime.load(network);
              const numbers = { data: new Float32Array(3 * 127 * 127) };
              const canvas = new OffscreenCanvas(100, 100);
              canvas.getContext('2d')?.fillRect(0, 0, 9, 9);
              const begin = async (): Promise<unknown> => {
                switch (call) {
                  case 'run':
                    return model.run(numbers);
                  case 'many runs':
                    return Promise.all(Array.from({ length: 12 }, () => model.run(numbers)));
                  case 'classify':
                    return model.classify(canvas);
                  case 'to buffers':
                    return model.run(numbers, { as: 'buffer' });
                  case 'compare':
                    return harness.compare(model);
                  case 'trace':
                    return harness.trace(model, numbers);
                  case 'profile':
                    return harness.profile(model, { runs: 50 });
                  case 'profileVariants':
                    return harness.profileVariants(model);
                  case 'load':
                    return runtime.load(harness.models.squeezenet());
                  default:
                    for await (const answer of model.stream(canvas as never)) void answer;
                    return null;
                }
              };
              const ending = begin().then(
                () => 'was done before',
                (error: Error) => `${error.name}: ${error.message}`,
              );
              await wait(afterMs);
              if (what === 'model') model.dispose();
              else runtime.dispose();
              const end = await Promise.race([ending, wait(2000).then(() => 'goes on')]);
              found[`${call}, ${what}, ${afterMs} ms`] = end;
              // What goes on unseen would complain by now.
              await wait(50);
              runtime.dispose();
            }
          }
        }
        return { found, complaints };
      },
      [
        backend,
        CHOSEN.filter(
          (call) => backend === 'webgpu' || (call !== 'to buffers' && call !== 'profileVariants'),
        ),
      ] as const,
    );
    for (const [call, end] of Object.entries(ends.found)) {
      // Loading a model has nothing to do with another one.
      if (call.startsWith('load, model'))
        expect(end, call).toMatch(/^(goes on|was done before)$|runtime was/);
      else
        expect(end, call).toMatch(
          /^(TensorError: Model|DeviceLostError: The runtime).*was disposed;|^was done/,
        );
    }
    expect(Object.values(ends.found).filter((end) => end.startsWith('was')).length).toBeLessThan(8);
    expect(ends.complaints).toEqual([]);
    expect(pageErrors(page)).toEqual([]);
  });
}

test('no inputs at all are inputs that are missing', async ({ page }) => {
  await openHarness(page);
  const errors = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const model = await runtime.load(harness.reluModel(4));
    const nothing = [null, undefined, 5, 'x'] as unknown as Record<string, Float32Array>[];
    const calls = nothing.flatMap((inputs) => [
      model.run(inputs),
      model.run(inputs, { as: 'buffer' }),
      harness.trace(model, inputs),
    ]);
    const settled = await Promise.allSettled(calls);
    runtime.dispose();
    return settled.map((end) => (end.status === 'rejected' ? end.reason.name : 'fulfilled'));
  });
  expect(errors).toEqual(Array.from({ length: 12 }, () => 'TensorError'));
});
