// Bundles the published types, an entry a file, and adds what their bundler drops.
//   node scripts/build-types.js      behind `vite build`
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, runMain } from './steps.js';

/** The types of an entry, and the source that they are of. */
const ENTRIES = [
  ['index', 'src/index.ts'],
  ['models', 'src/models/index.ts'],
  ['tools', 'src/tools/index.ts'],
  ['node', 'src/node.ts'],
  ['worker', 'src/worker.ts'],
];

/** The part of TypeScript's library that has Symbol.dispose. */
const DISPOSABLE = '/// <reference lib="esnext.disposable" />\n';

/**
 * Typed arrays on an ArrayBuffer, as every TypeScript can read them: before 5.7 they take no type argument, and what `slice`
 * gives is the same type in all.
 */
const BUFFERED = /\b(\w+Array)<ArrayBuffer>/g;

runMain({}, () => {
  for (const [name = '', source = ''] of ENTRIES) {
    const path = join('dist/types', `${name}.d.ts`);
    const options = '--silent --no-banner --no-check --export-referenced-types=false'.split(' ');
    const project = ['--project', 'tsconfig.build.json'];
    const built = run('dts-bundle-generator', [...options, ...project, '--out-file', path, source]);
    if (!built.ok) return 1;
    const file = join(root, path);
    const text = readFileSync(file, 'utf8').replace(BUFFERED, "ReturnType<$1['slice']>");
    writeFileSync(file, (text.includes('Symbol.dispose') ? DISPOSABLE : '') + text);
  }
  return 0;
});
