// What every page is held to: axe finds nothing serious, and nothing is wider than the screen.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

/** Expects nothing serious or critical of axe in the page as it is. */
export async function expectAccessible(page: Page): Promise<void> {
  // The rows of a table are alike, and axe takes milliseconds for each of thousands of cells.
  const { violations } = await new AxeBuilder({ page })
    .exclude('tbody tr:nth-child(n+4)')
    .analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
  ).toEqual([]);
}

/** Expects that the page does not scroll sideways. */
export async function expectNoOverflow(page: Page): Promise<void> {
  const [content, screen] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(screen ?? 0);
}

/** Presses Tab until the control has the focus. */
export async function tabTo(page: Page, control: Locator) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if (await control.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error('Tab never reaches the control.');
}
