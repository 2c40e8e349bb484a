// `npm test`: sets everything up, runs the unit tests (Node) and the browser tests (WebGPU), and
// ends with one line that sums both.
import { setup } from './setup.js';
import { runMain } from './steps.js';
import { countBrowser, countUnit, runTests, sumLine } from './test-counts.js';

const unitReport = '.cache/vitest.json';
const browserReport = '.cache/playwright.json'; // also named in playwright.config.ts

runMain(() => {
  setup();
  const unit = runTests('vitest', unitArgs(), unitReport, countUnit);
  const browser = runTests('playwright', ['test'], browserReport, countBrowser);
  console.log(sumLine(unit, browser));
  return unit.failed + browser.failed > 0 ? 1 : 0;
});

function unitArgs() {
  return ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unitReport}`];
}
