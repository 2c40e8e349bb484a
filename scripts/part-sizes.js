// What a page downloads of the built package: gzip bytes of the files that the main entry loads at once, and of what each part
// adds to them. Files are followed as a browser follows them, so nothing that is loaded is missed.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync, Visitor } from 'vite';
import { root } from './steps.js';

/**
 * Where each part's files are: the main entry's, and what it imports when a model of a format is loaded, or one that classifies
 * pictures. `most` is what a part may have, kB. What every load takes counts once.
 */
const parts = [
  // With what every reader stands on.
  { name: 'core: runtime, scheduler, shaders', files: ['kindling.js'], most: 39.5, isAlways: true },
  { name: 'what files may take', files: ['budgets.js'], most: 1, isAlways: true },
  { name: 'kernels of depthwise layers', files: ['depthwise-kernels.gen.js'], most: 3 },
  { name: 'pictures', files: ['pictures.js'], most: 4 },
  { name: 'names of answers', files: ['name-classes.js'], most: 1 },
  { name: 'a model by its name', files: ['named-model.js', 'downloaded.js'], most: 4 },
  { name: "labels: ImageNet's", files: ['imagenet-labels.js'], most: 14 },
  { name: 'reader: Deep Compression', files: ['read-squeezenet.js', 'squeezenet.js'], most: 6 },
  { name: 'reader: Kindling container', files: ['read-kindling.js'], most: 13 },
  { name: 'reader: ONNX', files: ['read-onnx.js'], most: 14.15 },
  { name: 'reader: TFLite', files: ['read-tflite.js'], most: 14.25 },
  // Of these, threads are 2 kB: they share out what is computed, start and end, and go on without one another.
  { name: 'the CPU backend and its worker', files: ['cpu-backend.js', 'cpu-worker.js'], most: 38 },
  { name: 'all of it in one file, for workers', files: ['worker.js'], most: 305.5 },
];

const dist = join(root, 'dist');

/**
 * Every part: the files that it adds to those of every load, their gzip bytes, and the kB that it may have.
 * @returns {{ name: string, files: string[], bytes: number, most: number }[]}
 */
export function partSizes() {
  /** @type {Set<string>} */
  const before = new Set();
  return parts.map(({ name, files, most, isAlways = false }) => {
    const added = [...loadedWith(files)].filter((file) => !before.has(file));
    if (isAlways) for (const file of added) before.add(file);
    return {
      name,
      files: added,
      bytes: added.reduce((sum, file) => sum + gzipSize(file), 0),
      most,
    };
  });
}

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
