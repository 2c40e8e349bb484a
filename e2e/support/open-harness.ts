// Opens the test page, and gathers what it complains of.
import type { Page } from '@playwright/test';
import { requireAdapter } from './require-adapter';

/** Errors that WebGPU reported outside any error scope, by page; tests expect none. */
const uncaptured = new WeakMap<Page, string[]>();

/** Loads the harness and skips or fails the test without a WebGPU adapter. */
export async function openHarness(page: Page): Promise<void> {
  await loadHarness(page);
  await requireAdapter(page);
}

/** Loads the harness, whether there is an adapter or not. */
export async function loadHarness(page: Page): Promise<void> {
  const errors: string[] = [];
  uncaptured.set(page, errors);
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto('/e2e/support/harness.html');
  await page.waitForFunction(() => globalThis.harness !== undefined);
}

/** What the page complained of so far. */
export function pageErrors(page: Page): readonly string[] {
  return uncaptured.get(page) ?? [];
}
