// 2,000 inferences over three models, interleaved, two in flight, loaded and disposed between: nothing changes or grows.
import { expect, test } from '@playwright/test';
import { countGpuMemory, memoryOf } from './gpu-memory';
import { openHarness, pageErrors } from './open-harness';

const INFERENCES = 2_000;
/** By then each model was loaded again, code is compiled and pools are filled. */
const EARLY = 400;

test('2,000 inferences over three models leave nothing behind', async ({ page }) => {
  test.setTimeout(400_000);
  await page.addInitScript(countGpuMemory);
  await openHarness(page);
  await page.evaluate(() => harness.openSoak());
  await page.evaluate((until) => harness.soakUntil(until), EARLY);
  const early = await memoryOf(page);
  const state = await page.evaluate((until) => harness.soakUntil(until), INFERENCES);
  const late = await memoryOf(page);
  console.log(`after ${EARLY}`, early, `after ${INFERENCES}`, late, state);
  expect(state).toEqual({ inferences: INFERENCES, different: 0, loads: INFERENCES / 50 });
  expect(late.liveBuffers).toBe(early.liveBuffers);
  expect(late.liveTextures).toBe(early.liveTextures);
  // 32 loads and 1,600 results between the two; the weights of one load alone are 100 to 850 kB.
  expect(late.heap - early.heap).toBeLessThan(500_000);
  await page.evaluate(() => harness.closeSoak());
  expect(await memoryOf(page)).toMatchObject({ liveBuffers: 0, liveTextures: 0 });
  expect(pageErrors(page)).toEqual([]);
});
