// Adds to the published types what their bundler drops: the part of TypeScript's library that has Symbol.dispose.
//   node scripts/reference-libraries.js      behind dts-bundle-generator
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runMain } from './steps.js';

const REFERENCE = '/// <reference lib="esnext.disposable" />\n';

runMain(() => {
  for (const name of ['index', 'models']) {
    const path = join(root, 'dist/types', `${name}.d.ts`);
    const text = readFileSync(path, 'utf8');
    if (text.includes('Symbol.dispose')) writeFileSync(path, REFERENCE + text);
  }
  return 0;
});
