// Networks with much to compute: others have the device in between, and who stops one does not wait for its end.
import { expect, test } from '@playwright/test';
import { openHarness, pageErrors } from './support/open-harness';

test.beforeEach(async ({ page }) => {
  await openHarness(page);
});

test.afterEach(({ page }) => {
  expect(pageErrors(page)).toEqual([]);
});

test('runs in turns give what the CPU gives, also where one overtakes another', async ({
  page,
}) => {
  const { worst, submits } = await page.evaluate(async () => {
    const network = harness.longModel();
    const inputs = [1, 2, 3].map((run) =>
      Float32Array.from({ length: 16 * 128 * 128 }, (_, i) => Math.sin(i * run)),
    );
    const [gpu, cpu] = await Promise.all([
      harness.createRuntime({ backend: 'webgpu' }),
      harness.createRuntime({ backend: 'cpu' }),
    ]);
    const { queue } = gpu.device;
    const submit = queue.submit.bind(queue);
    let submits = 0;
    queue.submit = (buffers) => {
      if ([...buffers].length > 0) submits++; // empty ones hurry answers
      submit(buffers);
    };
    const onGpu = await gpu.load(network);
    submits = 0;
    const [x = new Float32Array()] = inputs;
    const first = await onGpu.run({ x });
    const ofOne = submits;
    const together = await Promise.all(inputs.map((x) => onGpu.run({ x })));
    const onCpu = await cpu.load(network);
    const differences: number[] = [];
    const compare = (got: typeof first | undefined, want: typeof first) => {
      const [a, b] = [got?.y?.data ?? [], want?.y?.data ?? []];
      const largest = Math.max(...Array.from(b, Math.abs));
      if (b.length === 0) differences.push(Number.NaN);
      for (const [i, number] of Array.from(b).entries())
        differences.push(Math.abs(number - (a[i] ?? Number.NaN)) / largest);
    };
    for (const [index, x] of inputs.entries()) {
      const want = await onCpu.run({ x });
      compare(together[index], want);
      if (index === 0) compare(first, want);
    }
    gpu.dispose();
    cpu.dispose();
    return { worst: Math.max(...differences), submits: ofOne };
  });
  expect(worst).toBeLessThan(1e-4);
  expect(submits).toBeGreaterThan(4);
});

test('another network answers several times while a long one runs', async ({ page }) => {
  const answers = await page.evaluate(async () => {
    const runtime = await harness.createRuntime({ backend: 'webgpu' });
    const [long, short] = [
      await runtime.load(harness.longModel()),
      await runtime.load(harness.reluModel(8)),
    ];
    let isRunning = true;
    const running = long.run({ x: new Float32Array(16 * 128 * 128) }).finally(() => {
      isRunning = false;
    });
    let answers = 0;
    while (isRunning) {
      await short.run({ x: new Float32Array(64) });
      if (isRunning) answers++;
    }
    await running;
    runtime.dispose();
    return answers;
  });
  expect(answers).toBeGreaterThan(3);
});

for (const how of ['aborts', 'disposes of'] as const) {
  test(`who ${how} a long run ends its work on the device`, async ({ page }) => {
    const { ended, submits, later } = await page.evaluate(async (way) => {
      const runtime = await harness.createRuntime({ backend: 'webgpu' });
      const long = await runtime.load(harness.longModel());
      const { queue } = runtime.device;
      const submit = queue.submit.bind(queue);
      let submits = 0;
      const begun = new Promise<void>((resolve) => {
        queue.submit = (buffers) => {
          if ([...buffers].length > 0) submits++; // empty ones hurry answers
          if (submits === 3) resolve();
          submit(buffers);
        };
      });
      const controller = new AbortController();
      const x = new Float32Array(16 * 128 * 128);
      const running = long.run({ x }, { signal: controller.signal });
      await begun;
      if (way === 'aborts') controller.abort();
      else long.dispose();
      const ended = await running.catch(({ name }) => name);
      await queue.onSubmittedWorkDone();
      await new Promise((resolve) => setTimeout(resolve, 50));
      const made = submits;
      // What was stopped in its middle is begun anew.
      const later = way === 'aborts' ? Object.keys(await long.run({ x })) : [];
      runtime.dispose();
      return { ended, submits: made, later };
    }, how);
    expect(ended).toBe(how === 'aborts' ? 'AbortError' : 'TensorError');
    expect(later).toEqual(how === 'aborts' ? ['y'] : []);
    expect(submits).toBe(3);
  });
}
