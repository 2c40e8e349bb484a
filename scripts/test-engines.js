// `npm run test:engines`: sets up Firefox, Deno and lavapipe, and runs the tests in engines that are not Chromium. The last
// line is their sum.
import { setUpEngines } from './engines.js';
import { setup } from './setup.js';
import { runMain } from './steps.js';
import { countUnit, runTests, sumLine } from './test-counts.js';

const report = '.cache/engines.json';

runMain(() => {
  setup();
  const env = setUpEngines();
  const args = ['run', '--config', 'e2e/engines/vitest.config.ts', ...process.argv.slice(2)];
  const reporters = ['--reporter=verbose', '--reporter=json', `--outputFile.json=${report}`];
  const counts = runTests('vitest', [...args, ...reporters], report, countUnit, env);
  console.log(sumLine(counts));
  return counts.failed > 0 ? 1 : 0;
});
