// The layer check: every file of src/ imports only from rows above its own (DESIGN.md, "The house"),
// and the other folders use the library through its door.   node scripts/check-layers.js
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSource } from './read-source.js';
import { root, runMain } from './steps.js';

/** Rows of src/, top first. Units of one row are siblings that never import one another. */
const rows = [
  ['errors', 'util'],
  ['tensor'],
  ['ops'],
  ['graph'],
  ['reference'],
  ['formats', 'models', 'rewrites'],
  ['kernels', 'cpu'],
  ['plan'],
  ['gpu'],
  ['store', 'image', 'tune', 'compress'],
  ['runtime', 'index'],
];
/** Rows whose members work as one: the errors and helpers, and the two files that join all layers. */
const joinedRows = new Set([0, rows.length - 1]);
/** What any test is written with: graphs, and the reference. */
const testing = new Set(['graph', 'reference']);
/** The executor reads a Plan; it knows nothing of where the Plan came from. */
const hiddenFromGpu = new Set(['ops', 'graph', 'kernels', 'rewrites']);
/** The two public entries, and what each folder outside src/ may import besides; e2e/ may import anything. */
const entries = ['index', 'models/index'];
const doors = new Map([
  ['cli', [...entries, 'runtime', 'store', 'errors', 'util']],
  ['pages', [...entries, 'runtime', 'util']],
  ['bench', [...entries, 'runtime']],
]);
/** Rows above the GPU are pure: data and functions that run anywhere. */
const firstGpuRow = rows.findIndex((row) => row.includes('gpu'));

/**
 * All complaints about a set of files; empty when the layers hold.
 * @param {ReadonlyMap<string, string>} files Path from the project's root (with /) → text.
 * @returns {string[]}
 */
export function checkLayers(files) {
  const complaints = [];
  for (const [path, text] of files) {
    if (!/\.[mc]?[jt]sx?$/.test(path) || path.endsWith('.gen.ts')) continue;
    const { imports, identifiers } = readSource(path, text);
    const reasons = imports.map((specifier) => refuse(path, specifier)).filter((reason) => reason);
    complaints.push(...reasons.map((reason) => `${path}: ${reason}`));
    if (isPure(path) && identifiers.has('GPUDevice')) {
      complaints.push(`${path}: knows GPUDevice, which belongs to src/gpu/ and the rows below it`);
    }
  }
  return complaints;
}

/**
 * Why `path` may not import `specifier`, or null where it may.
 * @param {string} path
 * @param {string} specifier
 */
function refuse(path, specifier) {
  const folder = path.split('/')[0] ?? '';
  const isTest = isTestCode(path);
  if (!isTest && isTestCode(`${specifier}.ts`)) return `imports ${specifier}, which is for tests`;
  const target = resolve(path, specifier);
  if (folder !== 'src') {
    const door = doors.get(folder);
    const inside = /^src\/(.+?)(\.[jt]s)?$/.exec(target ?? '')?.[1];
    if (!door || !inside || isTest) return null;
    if (door.some((open) => inside === open || inside.startsWith(`${open}/`))) return null;
    return `imports ${target}; ${folder}/ may import only ${door.join(', ')} from src/`;
  }
  if (target === null) return null; // packages: knip and the build see to them
  if (!target.startsWith('src/')) {
    return isTest || target.endsWith('.json') ? null : `imports ${target} from outside src/`;
  }
  return refuseInside(unitOf(path), unitOf(target), isTest);
}

/**
 * @param {string | null} from Unit (folder, or file at the top of src/) that imports.
 * @param {string | null} to Unit that is imported.
 * @param {boolean} isTest Tests and their fixtures may use siblings too: a pass is tested against the reference.
 */
function refuseInside(from, to, isTest) {
  const [fromRow, toRow] = [rowOf(from), rowOf(to)];
  if (fromRow < 0) return `src/${from} is in no row of the house`;
  if (toRow < 0) return `imports src/${to}, which is in no row of the house`;
  if (from === to || (isTest && to !== null && testing.has(to))) return null;
  if (toRow > fromRow)
    return `row ${fromRow} (${from}) imports row ${toRow} (${to}), which is below it`;
  if (toRow === fromRow && !isTest && !joinedRows.has(fromRow)) {
    return `${from} imports its sibling ${to}`;
  }
  if (from === 'gpu' && to !== null && hiddenFromGpu.has(to)) {
    return `gpu imports ${to}; it may know the Plan only`;
  }
  return null;
}

/**
 * Path from the root that a specifier means, or null for a package.
 * @param {string} path
 * @param {string} specifier
 */
function resolve(path, specifier) {
  const plain = specifier.replace(/\?.*$/, '');
  if (plain.startsWith('.')) return posix.join(posix.dirname(path), plain);
  return plain.startsWith('/') ? plain.slice(1) : null; // Vite serves the project's root as /
}

/** Folder of src/, or file at its top without extension; null outside src/. @param {string} path */
function unitOf(path) {
  return /^src\/([^/]+?)(\.test)?(\.[jt]s)?(\/|$)/.exec(path)?.[1] ?? null;
}

/** Tests, and what only they import. @param {string} path */
function isTestCode(path) {
  return /\.(test|fixtures|setup)\.ts$|(\.|\/ops\/)cases\.ts$/.test(path);
}

/** @param {string | null} unit */
function rowOf(unit) {
  return rows.findIndex((row) => unit !== null && row.includes(unit));
}

/** @param {string} path */
function isPure(path) {
  const row = rowOf(unitOf(path));
  return row >= 0 && row < firstGpuRow;
}

/** @returns {Map<string, string>} */
function readProject() {
  const files = new Map();
  for (const folder of ['src', 'cli', 'pages', 'bench']) {
    const top = join(root, folder);
    if (!existsSync(top)) continue;
    for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (!entry.isFile() || !/\.[mc]?[jt]s$/.test(path)) continue;
      files.set(relative(root, path).split(sep).join('/'), readFileSync(path, 'utf8'));
    }
  }
  return files;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  runMain(() => {
    const files = readProject();
    const complaints = checkLayers(files);
    for (const complaint of complaints) console.log(complaint);
    console.log(`layers: ${files.size} files, ${complaints.length} complaints`);
    return complaints.length > 0 ? 1 : 0;
  });
}
