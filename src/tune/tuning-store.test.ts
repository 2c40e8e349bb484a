// Without IndexedDB, as in Node: nothing is kept, and nothing fails. e2e/tuning.spec.ts has the browser's.
import { expect, it } from 'vitest';
import { readTuning, writeTuning } from './tuning-store';

it('keeps nothing where there is no database', async () => {
  const adapter = { vendor: 'v', architecture: 'a', description: 'd', kind: 'software' } as const;
  await writeTuning(adapter, 'f32', { call: { variant: 'x', ms: 1 } });
  expect(await readTuning(adapter, 'f32')).toEqual({});
});
