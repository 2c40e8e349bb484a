// Tests in engines that are not Chromium (`npm run test:engines`): one after the other, since each has a browser and a
// software adapter.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    root: import.meta.dirname,
    include: ['*.test.ts'],
    fileParallelism: false,
    // What reaches these hangs.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
