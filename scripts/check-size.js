// Holds what a page downloads of the package to a budget: gzip bytes of the files that the main entry loads at once, and
// of what each reader adds to them. Files are followed as a browser follows them, so nothing that is loaded is missed.
//   node scripts/check-size.js      after a build; fails when something is over its budget
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync, Visitor } from 'vite';
import { root, runMain } from './steps.js';

/** Bytes in a kilobyte of a budget. */
const KB = 1000;
/** The core is to shrink to `coreGoal`; until it has, `core` is what it must not grow beyond. */
const coreGoal = 40 * KB;
const budgets = {
  core: 52.8 * KB,
  reader: 15 * KB,
};

/** Where each budget's files are: the main entry's, and what it imports when a model of a format is loaded. */
const parts = [
  { name: 'core: runtime, scheduler, shaders', files: ['kindling.js'], budget: budgets.core },
  {
    name: 'reader: Deep Compression',
    files: ['deep-compression.js', 'squeezenet.js'],
    budget: budgets.reader,
  },
  { name: 'reader: Kindling container', files: ['read-kindling.js'], budget: budgets.reader },
  { name: 'reader: ONNX', files: ['read-onnx.js'], budget: budgets.reader },
  { name: 'reader: TFLite', files: ['read-tflite.js'], budget: budgets.reader },
];

const dist = join(root, 'dist');

runMain(() => {
  if (!existsSync(join(dist, 'kindling.js')))
    throw new Error('Nothing is built; run `npm run build`.');
  const core = loadedWith(['kindling.js']);
  let status = 0;
  for (const { name, files, budget } of parts) {
    const loaded = [...loadedWith(files)];
    const added = files[0] === 'kindling.js' ? loaded : loaded.filter((file) => !core.has(file));
    const size = added.reduce((sum, file) => sum + gzipSize(file), 0);
    const wanted =
      budget === budgets.core && size > coreGoal ? `  (to become ${inKB(coreGoal)} kB)` : '';
    const over = size > budget ? `  over its budget of ${inKB(budget)} kB` : '';
    console.log(
      `${name.padEnd(36)}${inKB(size).padStart(6)} kB  ${added.join(' ')}${wanted}${over}`,
    );
    if (over) status = 1;
  }
  return status;
});

/** These files and all that they import before they run. @param {readonly string[]} files */
function loadedWith(files) {
  const found = new Set(files);
  for (const file of found) {
    for (const imported of staticImports(file)) found.add(imported);
  }
  return found;
}

/** @param {string} file Below dist/. @returns {string[]} */
function staticImports(file) {
  const { program, errors } = parseSync(file, readFileSync(join(dist, file), 'utf8'));
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  /** @type {string[]} */
  const sources = [];
  const add = (/** @type {{ source: { value: string } | null }} */ { source }) => {
    if (source) sources.push(join(dirname(file), source.value));
  };
  new Visitor({
    ImportDeclaration: add,
    ExportNamedDeclaration: add,
    ExportAllDeclaration: add,
  }).visit(program);
  return sources;
}

/** @param {string} file */
function gzipSize(file) {
  return gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
}

/** @param {number} bytes */
function inKB(bytes) {
  return (bytes / KB).toFixed(1);
}
