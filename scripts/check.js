// `npm run check`: everything that can be said about the project without running it. Its steps are the
// check:* scripts of package.json, so each can be run alone. All of them run, so that one look shows
// all that is wrong; a failing step shows its own output.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setup } from './setup.js';
import { root, run, runMain } from './steps.js';

runMain({}, () => {
  setup({ browser: false });
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const steps = Object.keys(scripts).filter((name) => name.startsWith('check:'));
  const failed = steps.filter((name) => !passes(name));
  console.log(failed.length > 0 ? `check: failed: ${failed.join(', ')}` : 'check: all well');
  return failed.length > 0 ? 1 : 0;
});

/** @param {string} name */
function passes(name) {
  const start = performance.now();
  const { ok, output } = run('npm', ['run', '--silent', name], { quiet: true });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
  if (!ok) console.log(output.trimEnd());
  return ok;
}
