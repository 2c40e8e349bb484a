// `npm test`: sets everything up and runs a sample of all tests, in ten minutes on two cores. `npm run test:all` runs all of
// them. Ends with one line that sums unit tests and browser tests.
//   npm test [-- --seed N]                another sample; by default one that the commit says
//   npm run test:all [-- --shard 2/12]    everything, or so much of it
import { setup } from './setup.js';
import { runMain, say } from './steps.js';
import { runSuites, seedOfCommit } from './suites.js';
import { failureLines, statusOf, sumLine, unrunLines } from './test-counts.js';

const options = /** @type {const} */ ({
  all: { type: 'boolean', default: false },
  shard: { type: 'string' },
  seed: { type: 'string' },
});

runMain({ options }, ({ values }) => {
  const { all: whole, shard = null } = values;
  if (shard !== null && !/^\d+\/\d+$/.test(shard))
    throw new Error(`--shard is like 2/12, got ${shard}.`);
  if (shard !== null && !whole) throw new Error('--shard needs --all: a sample has no shards.');
  const seed = values.seed === undefined ? seedOfCommit() : Number(values.seed);
  if (!Number.isInteger(seed)) throw new Error(`--seed is a whole number, got ${values.seed}.`);
  setup({ redis: true });
  say(
    whole
      ? `test: everything${shard === null ? '' : `, shard ${shard}`}`
      : `test: a sample, by seed ${seed} (npm test -- --seed ${seed}); everything: npm run test:all`,
  );
  const counts = runSuites({ whole, seed, shard });
  for (const line of unrunLines(...counts)) console.log(line);
  for (const line of failureLines(...counts)) console.log(line);
  console.log(sumLine(...counts));
  return statusOf(...counts);
});
