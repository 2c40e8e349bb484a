// What src/ops/ has in all: the names and types of ops, which of them load at once, and how each is computed, rounded and tested.
// An op is a file of a folder of src/ops/ that exports what `defineOp` and the like give; a family is one that exports a table
// `…Ops`.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../steps.js';
import { pick, refuseHomeless, written } from './chunks.js';

const folder = join(root, 'src/ops');

/**
 * A file that exports an op, or a family of them.
 * @typedef {{ stem: string, path: string, exported: string, isFamily: boolean, isFused: boolean }} Room
 */

/** @param {import('./chunks.js').Chunks} chunks @returns {[path: string, text: string][]} */
export function opTables(chunks) {
  const rooms = readRooms();
  refuseHomeless(
    rooms,
    Object.values(chunks).flatMap(({ ops }) => ops),
    'op',
  );
  const computed = rooms.filter(({ isFused }) => !isFused);
  return [
    ['src/ops/ops.gen.ts', typesOf(rooms)],
    ['src/ops/core-ops.gen.ts', listOf('CORE_OPS', pick(rooms, chunks.core.ops, 'op'))],
    ['src/ops/further-ops.gen.ts', listOf('FURTHER_OPS', pick(rooms, chunks.further.ops, 'op'))],
    [
      'src/ops/computes.gen.ts',
      tableOf('COMPUTES', computed, 'reference', ['compute', 'computes']),
    ],
    [
      'src/ops/roundings.gen.ts',
      tableOf('ROUNDINGS', computed, 'reference', ['rounding', 'roundings']),
    ],
    ['src/ops/cases.gen.ts', tableOf('CASES', rooms, 'cases', ['cases', 'casesOf'])],
  ];
}

/** @returns {Room[]} */
function readRooms() {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return paths.flatMap((path) => {
    if (!/^[^.]+\/[^./]+\.ts$/.test(path)) return [];
    const text = readFileSync(join(folder, path), 'utf8');
    const family = /^export const (\w+Ops) = /m.exec(text);
    const op = /^export const (\w+) = (defineOp|defineMove|fusedOp)\(/m.exec(text);
    const exported = (family ?? op)?.[1];
    if (!exported) return [];
    return [
      {
        stem: basename(path, '.ts'),
        path: path.replace(/\.ts$/, ''),
        exported,
        isFamily: family !== null,
        isFused: op?.[2] === 'fusedOp',
      },
    ];
  });
}

/** @param {Room[]} rooms */
function typesOf(rooms) {
  const families = rooms.filter(({ isFamily }) => isFamily);
  const members = rooms.filter(({ isFamily }) => !isFamily);
  return written('src/ops/', [
    ...rooms.map(({ exported, path }) => `import type { ${exported} } from './${path}';`),
    '',
    ...families.map(({ exported }) => `type ${typeNameOf(exported)} = typeof ${exported};`),
    '/** Every op by its name. */',
    `export interface Ops${families.length > 0 ? ' extends ' : ''}${families.map(({ exported }) => typeNameOf(exported)).join(', ')} {`,
    ...members.map(({ exported, stem }) => `  '${stem}': typeof ${exported};`),
    '}',
  ]);
}

/** @param {string} name @param {Room[]} rooms */
function listOf(name, rooms) {
  return written('src/ops/', [
    ...rooms.map(({ exported, path }) => `import { ${exported} } from './${path}';`),
    "import type { SomeOp } from './op';",
    '',
    '/** Ops that load together. */',
    `export const ${name}: readonly SomeOp[] = [`,
    ...rooms.map(({ exported, isFamily }) =>
      isFamily ? `  ...Object.values(${exported}),` : `  ${exported},`,
    ),
    '];',
  ]);
}

/**
 * What files beside the ops export, by the names of ops.
 * @param {string} name
 * @param {Room[]} rooms
 * @param {string} kind Of file: what stands behind the op's name.
 * @param {[one: string, family: string]} exports
 */
function tableOf(name, rooms, kind, [one, family]) {
  return written('src/ops/', [
    ...rooms.map(({ exported, path, isFamily }) => {
      return `import { ${isFamily ? family : one} as ${exported} } from './${path}.${kind}';`;
    }),
    '',
    '/** By the names of ops. */',
    `export const ${name} = {`,
    ...rooms.map(({ exported, stem, isFamily }) =>
      isFamily ? `  ...${exported},` : `  '${stem}': ${exported},`,
    ),
    '};',
  ]);
}

/** @param {string} exported */
function typeNameOf(exported) {
  return exported.charAt(0).toUpperCase() + exported.slice(1);
}
