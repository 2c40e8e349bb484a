// The test of queues at full size: 2,000 pictures, 20 of them broken, with workers killed and Redis restarted; says how long it took.
//   node scripts/test-queue.js [PICTURES]
import { setup } from './setup.js';
import { run, runMain } from './steps.js';

runMain({ positionals: '[PICTURES]' }, ({ positionals: [pictures = '2000'] }) => {
  setup({ redis: true });
  const env = { KINDLING_QUEUE_PICTURES: pictures };
  return run('playwright', ['test', 'e2e/queue.spec.ts', '--reporter=line'], { env }).ok ? 0 : 1;
});
