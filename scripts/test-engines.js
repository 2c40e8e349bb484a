// `npm run test:engines [-- PART]`: sets up Firefox, Deno, Bun and lavapipe, and runs the tests in engines that are not Chromium. The
// last line is their sum.
import { runEngines } from './engines.js';
import { setup } from './setup.js';
import { runMain } from './steps.js';
import { seedOfCommit } from './suites.js';
import { failureLines, statusOf, sumLine, unrunLines } from './test-counts.js';

runMain({ positionals: '[PART…]' }, ({ positionals }) => {
  setup({ engines: true });
  const counts = runEngines(seedOfCommit(), positionals);
  for (const line of unrunLines(counts)) console.log(line);
  for (const line of failureLines(counts)) console.log(line);
  console.log(sumLine(counts));
  return statusOf(counts);
});
