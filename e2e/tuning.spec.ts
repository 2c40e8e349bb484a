// Kernels chosen by measurement: what is measured is kept for the next load, and the answers stay what they are.
import { expect, test } from '@playwright/test';
import { isWhole } from '../src/util/sample.fixtures';
import type { NetworkSpec } from './support/built-network';
import { openHarness } from './support/open-harness';

/** Networks of 64×64 pixels that have something for every lowering. */
const NETWORKS: readonly NetworkSpec[] = [
  ['squeezenet', { inputSize: 64, classes: 10, fires: 2, conv10Padding: 0 }],
  ['mobilenetV1', { alpha: 0.25, rho: 64, classes: 10, blocks: [{ channels: 64, stride: 1 }] }],
];

// They take a minute each; the small one has a layer of each kind that is no convolution.
for (const spec of isWhole ? NETWORKS : [null]) {
  test(`a tuned ${spec?.[0] ?? 'network of two classes'} answers as by the rules, and is not measured twice`, async ({
    page,
  }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const result = await page.evaluate(async (each) => {
      const runtime = await harness.createRuntime();
      const small = each ? harness.buildNetwork(each) : harness.twoClassModel();
      const [input = ''] = small.graph.inputs;
      const length = (small.graph.values.get(input)?.shape ?? []).reduce((a, b) => a * b, 1);
      const data = Float32Array.from({ length }, (_, i) => Math.sin(i));
      const answer = async (options: Parameters<typeof runtime.load>[1]) => {
        const model = await runtime.load(small, options);
        const runs = [await model.run({ [input]: data }), await model.run({ [input]: data })];
        const variants = harness.programOf(model)?.pipelines.map(({ variant }) => variant);
        model.dispose();
        return {
          outputs: runs.map((each) => Object.values(each).flatMap((y) => [...y.data])),
          variants,
        };
      };
      const progress: { measured: number; total: number }[] = [];
      const again: typeof progress = [];
      const tuneBudgetMs = 200_000;
      const plain = await answer({});
      const onTuning = (each: (typeof progress)[number]) => void progress.push(each);
      const tuned = await answer({ tune: 'full', tuneBudgetMs, onTuning });
      const cached = await answer({ tune: 'cached' });
      await answer({ tune: 'full', tuneBudgetMs, onTuning: (each) => void again.push(each) });
      runtime.dispose();
      return { plain, tuned, cached, progress, again };
    }, spec);
    const { plain, tuned, cached, progress, again } = result;
    const last = progress.at(-1);
    expect(last?.measured).toBe(last?.total);
    expect(progress[0]).toEqual({ measured: 0, total: last?.total });
    expect(again).toEqual([{ measured: last?.total, total: last?.total }]);
    expect(cached.variants).toEqual(tuned.variants);
    const largest = Math.max(...(plain.outputs[0] ?? []).map(Math.abs));
    for (const outputs of [...tuned.outputs, ...cached.outputs]) {
      for (const [index, value] of (plain.outputs[0] ?? []).entries()) {
        // Sums in another order, Winograd's among them: a few roundings of the largest.
        expect(Math.abs((outputs[index] ?? Number.NaN) - value)).toBeLessThanOrEqual(
          1e-5 * largest,
        );
      }
    }
  });
}

test('a budget of nothing measures nothing', async ({ page }) => {
  await openHarness(page);
  const [progress, same] = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const network = harness.models.squeezenet({ inputSize: 64, classes: 10, fires: 1 });
    const seen: number[] = [];
    const plain = await runtime.load(network);
    const onTuning = ({ measured }: { measured: number }) => void seen.push(measured);
    const tuned = await runtime.load(network, { tune: 'full', tuneBudgetMs: -1, onTuning });
    const names = [plain, tuned].map((model) => {
      return harness
        .programOf(model)
        ?.pipelines.map(({ id }) => id)
        .join();
    });
    runtime.dispose();
    return [seen, names[0] === names[1]] as const;
  });
  expect(progress).toEqual([0, 0]);
  expect(same).toBe(true);
});

test('an aborted tuning ends with the signal’s reason', async ({ page }) => {
  await openHarness(page);
  const message = await page.evaluate(async () => {
    const runtime = await harness.createRuntime();
    const network = harness.models.squeezenet({ inputSize: 64, classes: 10, fires: 1 });
    const controller = new AbortController();
    const onTuning = () => controller.abort(new Error('enough'));
    const loading = runtime.load(network, { tune: 'full', signal: controller.signal, onTuning });
    const outcome = await loading.then(
      () => 'loaded',
      (error) => String(error),
    );
    runtime.dispose();
    return outcome;
  });
  expect(message).toBe('Error: enough');
});
