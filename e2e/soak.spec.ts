// Inferences over three models, interleaved, two in flight, loaded and disposed between: nothing changes or grows.
import { expect, type Page, test } from '@playwright/test';
import { timesOf } from '../src/util/sample.fixtures';
import { countGpuMemory, livePromises, memoryOf } from './support/gpu-memory';
import { openHarness, pageErrors } from './support/open-harness';

/** At the first, each model was loaded again and code is compiled. */
const COUNTS = [timesOf(150, 400), timesOf(300, 1_200), timesOf(450, 2_000)] as const;
const INFERENCES = COUNTS[2];
/** Inferences between two loads of a model. */
const LOADED_EACH = 50;

test(`${INFERENCES} inferences over three models leave nothing behind`, async ({ page }) => {
  test.setTimeout(1_200_000);
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
  await page.evaluate(() => harness.openSoak());
  const loaded = await memoryOf(page);
  const soaked = [];
  for (const count of COUNTS) soaked.push(await soak(page, count));
  console.log('loaded', loaded, 'soaked', soaked);
  const [early, , late] = soaked.map(({ memory }) => memory);
  expect(soaked.at(-1)?.state).toEqual({
    inferences: INFERENCES,
    different: 0,
    loads: INFERENCES / LOADED_EACH,
  });
  for (const { memory } of soaked) {
    expect(memory.liveBuffers).toBe(loaded.liveBuffers);
    expect(memory.liveTextures).toBe(loaded.liveTextures);
  }
  // A device outlives its calls: whatever waits for its loss has to be forgotten with the call.
  const [promises = 0, , inTheEnd = 0] = soaked.map((each) => each.promises);
  expect(inTheEnd - promises).toBeLessThan(20);
  // 32 loads and 1,600 results between the two; the weights of one load alone are 100 to 850 kB. What grows by 130 kB, and
  // less and less, is V8's: optimised code (+170 kB from 1,000 inferences to 3,000) and lists of what depends on it (+20 kB);
  // of objects, closures and promises there are as many after 3,000 as after 1,000 [measured by heap snapshots].
  expect((late?.heap ?? 0) - (early?.heap ?? 0)).toBeLessThan(400_000);
  await page.evaluate(() => harness.closeSoak());
  expect(await memoryOf(page)).toMatchObject({ liveBuffers: 0, liveTextures: 0 });
  expect(pageErrors(page)).toEqual([]);
});

async function soak(page: Page, until: number) {
  const state = await page.evaluate((inferences) => harness.soakUntil(inferences), until);
  await page.evaluate(() => harness.renewSoak());
  return { state, promises: await livePromises(page), memory: await memoryOf(page) };
}
