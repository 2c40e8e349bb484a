// Packages that are not installed.
import { expect, it } from 'vitest';
import { importPeer } from './peers';

it('says what needs a package, and how it is installed', async () => {
  const absent = 'a-package-that-nobody-has';
  const imported = importPeer('bullmq', 'Queues need', () => import(absent));
  await expect(imported).rejects.toMatchObject({
    code: 'missing-package',
    message: 'Queues need the package `bullmq`; run `npm install bullmq`.',
  });
});

it('says so when a package is there and does not load', async () => {
  const imported = importPeer('sharp', 'Workers need', () =>
    Promise.reject(new Error('no binary')),
  );
  await expect(imported).rejects.toThrow('The package `sharp` does not load: Error: no binary');
});
