// What a missing adapter means: a failure where WebGPU is required, else a skip.
import { type Page, test } from '@playwright/test';

/** Fails or skips the test where the open page has no WebGPU adapter. */
export async function requireAdapter(page: Page): Promise<void> {
  const hasAdapter = await page.evaluate(async () => {
    return Boolean(await navigator.gpu?.requestAdapter());
  });
  const required = process.env.REQUIRE_WEBGPU === '1';
  if (!hasAdapter && required) throw new Error('REQUIRE_WEBGPU=1, but there is no WebGPU adapter.');
  test.skip(!hasAdapter, 'This browser has no WebGPU adapter.');
}
