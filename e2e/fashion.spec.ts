// The networks that were trained here, over all 10,000 test pictures, on WebGPU and by the public interface.
import { expect, type Page, test } from '@playwright/test';
import { sampleOf, timesOf } from '../src/util/sample.fixtures';
import { offerTestSet } from './support/fashion-test-set';
import { openHarness } from './support/open-harness';

/** How many answers are right, of PyTorch with the plain network too, and how many are PyTorch's. */
async function answersOf(page: Page, source: string, id: string, count = 10_000) {
  const folder = await offerTestSet(page);
  return page.evaluate(
    async ([source, id, folder, count]) => {
      const all = await harness.fetchTestSet(folder);
      const { pictures, labels } = harness.firstOf(all, count);
      const recorded = await fetch(`/weights/trained/${id}.predictions.bin`);
      const pytorch = new Uint8Array(await recorded.arrayBuffer());
      const runtime = await harness.createRuntime();
      const model = await runtime.load(source);
      const predictions = await harness.predictAll(model, pictures);
      const { parameters, bytesOnDisk } = model.inspect();
      runtime.dispose();
      return {
        right: harness.countEqual(predictions, labels),
        like: harness.countEqual(predictions, pytorch),
        rightPyTorch: harness.countEqual(pytorch, all.labels),
        of: labels.length,
        parameters,
        bytesOnDisk,
      };
    },
    [source, id, folder, count] as const,
  );
}

/** Of 10,000: in a sample the first of them, of which fewer are right by chance. */
const PICTURES = timesOf(500, 10_000);
const LEAST_RIGHT = timesOf(0.9, 0.925);

test.describe(`over ${PICTURES} test pictures`, () => {
  test.setTimeout(1_200_000);

  test('the small SqueezeNet is right on 92.5 %, and says what PyTorch says', async ({ page }) => {
    await openHarness(page);
    const answers = await answersOf(
      page,
      '/weights/trained/squeezenet.kindling',
      'squeezenet',
      PICTURES,
    );
    expect(answers.of).toBe(PICTURES);
    expect(answers.parameters).toBeLessThan(150_000);
    expect(answers.right).toBeGreaterThanOrEqual(LEAST_RIGHT * PICTURES);
    expect(answers.like).toBeGreaterThanOrEqual(PICTURES - Math.max(1, 0.001 * PICTURES));
  });

  test('compressed, as it is embedded, it loses 0.3 points at most', async ({ page }) => {
    await openHarness(page);
    const answers = await answersOf(page, 'fashion-squeezenet', 'squeezenet', PICTURES);
    expect(answers.bytesOnDisk).toBeLessThanOrEqual(60_000);
    // Points of all pictures: among fewer a picture counts for more.
    const share = answers.right / answers.of;
    expect(share).toBeGreaterThanOrEqual(answers.rightPyTorch / 10_000 - timesOf(0.02, 0.003));
  });

  // All 10,000 take a software adapter minutes; `node weights/training/table.js` measures them.
  for (const id of sampleOf('trained', ['mobilenet-1-28', 'densenet'], 1)) {
    test(`${id} says what PyTorch says, which is right on 92.5 %`, async ({ page }) => {
      await openHarness(page);
      const count = timesOf(300, 1000);
      const answers = await answersOf(page, `/weights/trained/${id}.kindling`, id, count);
      expect(answers.of).toBe(count);
      expect(answers.rightPyTorch).toBeGreaterThanOrEqual(9250);
      expect(answers.like).toBeGreaterThanOrEqual(count - 1);
      expect(answers.right).toBeGreaterThanOrEqual(0.9 * count);
    });
  }
});
