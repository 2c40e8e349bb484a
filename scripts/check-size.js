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

/**
 * Where each part's files are: the main entry's, and what it imports when a model of a format is loaded, or one that classifies
 * pictures. `most` is what a part may have.
 */
const parts = [
  { name: 'core: runtime, scheduler, shaders', files: ['kindling.js'], most: 40 },
  { name: 'pictures', files: ['pictures.js'], most: 4 },
  { name: 'a model by its name', files: ['named-model.js'], most: 3 },
  { name: 'reader: Deep Compression', files: ['deep-compression.js', 'squeezenet.js'], most: 6 },
  { name: 'reader: Kindling container', files: ['read-kindling.js'], most: 14 },
  { name: 'reader: ONNX', files: ['read-onnx.js'], most: 15 },
  { name: 'reader: TFLite', files: ['read-tflite.js'], most: 15 },
  { name: 'all of it in one file, for workers', files: ['worker.js'], most: 240 },
];

const dist = join(root, 'dist');

runMain(() => {
  if (!existsSync(join(dist, 'kindling.js')))
    throw new Error('Nothing is built; run `npm run build`.');
  const core = loadedWith(['kindling.js']);
  let status = 0;
  for (const { name, files, most } of parts) {
    const loaded = [...loadedWith(files)];
    const added = files[0] === 'kindling.js' ? loaded : loaded.filter((file) => !core.has(file));
    const size = added.reduce((sum, file) => sum + gzipSize(file), 0);
    const over = size > most * KB ? `  over the ${inKB(most * KB)} kB that it may have` : '';
    console.log(`${name.padEnd(36)}${inKB(size).padStart(6)} kB  ${added.join(' ')}${over}`);
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
