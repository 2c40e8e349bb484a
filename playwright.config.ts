// Browser tests: real WebGPU in a full Chromium, against the sources as Vite serves them.
import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium } from './scripts/chromium.js';

const executablePath = findChromium();
const isCI = Boolean(process.env.CI);

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.spec.ts', // those in engines/ are vitest's
  forbidOnly: isCI,
  // Compiling, reference answers and set-up keep one core busy, a software adapter's dispatches every one. Files share
  // nothing, and times are far above what a test takes beside another one on two cores: what reaches them hangs.
  workers: 2,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [
    ['list'],
    ['json', { outputFile: '.cache/playwright.json' }],
    ['./scripts/browser-progress.js'],
  ],
  use: {
    // Known once the server below has printed its port; workers read this file again after that.
    baseURL: `http://127.0.0.1:${process.env.KINDLING_PORT ?? '0'}`,
    // 'chromium' is Playwright's name for its full build; its headless shell has no WebGPU.
    ...(executablePath ? {} : { channel: 'chromium' }),
    launchOptions: { args: [...chromiumFlags], ...(executablePath ? { executablePath } : {}) },
  },
  webServer: {
    command: 'npx vite --config e2e/support/vite.config.ts --clearScreen false',
    // Vite picks a free port; what may stand before it is the code of a colour.
    wait: { stdout: /127\.0\.0\.1:(?:\D+\d+m)?(?<KINDLING_PORT>\d+)/ },
    timeout: 60_000,
  },
});
