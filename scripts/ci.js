// What CI runs on a clean checkout: set-up, static checks, the sample that `npm test` takes, a twelfth of all tests,
// properties on cases of their own, and the tests in other engines. The commit says which sample, which twelfth and which cases. The last line sums all tests.
import { aptInstall } from './apt.js';
import { runEngines } from './engines.js';
import { setup } from './setup.js';
import { run, runMain, say } from './steps.js';
import { runProperties, runSuites, seedOfCommit } from './suites.js';
import { failureLines, statusOf, sumLine, unrunLines } from './test-counts.js';

/** Parts of all tests. */
const SHARDS = 12;
/**
 * What some tests need of the distribution: the test pictures of the networks trained here, and the loader by which Dawn in
 * Node finds Vulkan drivers. Without them those tests fail, and say so.
 */
const PACKAGES = ['dataset-fashion-mnist', 'libvulkan1'];

runMain({}, () => {
  setup({ engines: true, redis: true });
  const missing = PACKAGES.filter((name) => !run('dpkg', ['-s', name], { quiet: true }).ok);
  if (missing.length > 0 && !aptInstall(missing)) say(`ci: no ${missing.join(' ')}`);
  // The tests run whatever these say: one look shows all that is wrong.
  const checks = timed('static checks', () => run('node', ['scripts/check.js']).ok);
  const seed = seedOfCommit();
  const shard = `${1 + (seed % SHARDS)}/${SHARDS}`;
  const sample = timed(`a sample by seed ${seed}`, () =>
    runSuites({ whole: false, seed, shard: null }),
  );
  const part = timed(`shard ${shard} of all tests`, () => runSuites({ whole: true, seed, shard }));
  const properties = timed(`properties by seed ${seed}`, () => runProperties(seed));
  const engines = timed('other engines', () => runEngines(seed));
  const counts = [...sample, ...part, properties, engines];
  for (const line of unrunLines(...counts)) console.log(line);
  for (const line of failureLines(...counts)) console.log(line);
  console.log(sumLine(...counts));
  return checks ? statusOf(...counts) : 1;
});

/** Says what goes on, and how long it took. @template T @param {string} what @param {() => T} work @returns {T} */
function timed(what, work) {
  const start = performance.now();
  say(`ci: ${what} …`);
  const result = work();
  say(`ci: ${what}: ${((performance.now() - start) / 60_000).toFixed(1)} min`);
  return result;
}
