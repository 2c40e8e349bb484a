// Opens the test page, and decides what a missing adapter means: a failure where WebGPU is required, else a skip.
import { type Page, test } from '@playwright/test';

/** Errors that WebGPU reported outside any error scope, by page; tests expect none. */
const uncaptured = new WeakMap<Page, string[]>();

/** Loads the harness and skips or fails the test without a WebGPU adapter. */
export async function openHarness(page: Page): Promise<void> {
  const errors: string[] = [];
  uncaptured.set(page, errors);
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/e2e/harness.html');
  await page.waitForFunction(() => globalThis.harness !== undefined);
  const hasAdapter = await page.evaluate(async () => {
    return Boolean(await navigator.gpu?.requestAdapter());
  });
  const required = process.env.REQUIRE_WEBGPU === '1';
  if (!hasAdapter && required) throw new Error('REQUIRE_WEBGPU=1, but there is no WebGPU adapter.');
  test.skip(!hasAdapter, 'This browser has no WebGPU adapter.');
}

/** What the page complained of so far. */
export function pageErrors(page: Page): readonly string[] {
  return uncaptured.get(page) ?? [];
}
