// Holds what a page downloads of the package to a budget (part-sizes.js).
//   node scripts/check-size.js      after a build; fails when something is over its budget
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { partSizes } from './part-sizes.js';
import { root, runMain } from './steps.js';

/** Bytes in a kilobyte of a budget. */
const KB = 1000;

runMain({}, () => {
  if (!existsSync(join(root, 'dist/kindling.js')))
    throw new Error('Nothing is built; run `npm run build`.');
  let status = 0;
  for (const { name, files, bytes, most } of partSizes()) {
    const over = bytes > most * KB ? `  over the ${inKB(most * KB)} kB that it may have` : '';
    console.log(`${name.padEnd(36)}${inKB(bytes).padStart(6)} kB  ${files.join(' ')}${over}`);
    if (over) status = 1;
  }
  return status;
});

/** @param {number} bytes */
function inKB(bytes) {
  return (bytes / KB).toFixed(1);
}
