// Unit tests: in Node, without a GPU. Browser tests are Playwright's (playwright.config.ts).
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    // What reaches this hangs: other programs may use the machine, too.
    testTimeout: 60_000,
    include: ['src/**/*.test.ts', 'cli/**/*.test.ts', 'pages/**/*.test.ts', 'scripts/**/*.test.ts'],
  },
});
