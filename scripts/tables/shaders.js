// The tables of shaders: shaders/*.wgsl, linked with shaders/lib/, as text, and as types the overrides and Params. A chunk's
// table lies beside what needs it.
// `//#use NAME` links lib/NAME.wgsl once. `//#use FAMILY-*` leaves the choice among lib/FAMILY-….wgsl to the variant.
// `//#const NAME …` has linking print those numbers as constants: sizes of workgroup arrays (workgroup-arrays.js).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, posix, relative } from 'node:path';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { minifyShader, sharedNames } from '../shader-text.js';
import { root } from '../steps.js';
import { constantsIn, overrideSizedArrays } from '../workgroup-arrays.js';
import { camelCase, pick, refuseHomeless, written } from './chunks.js';

const shaderFolder = join(root, 'shaders');

const libraries = new Map(
  readdirSync(join(shaderFolder, 'lib'))
    .sort()
    .map((file) => [
      basename(file, '.wgsl'),
      readFileSync(join(shaderFolder, 'lib', file), 'utf8'),
    ]),
);

/** Entry points are named after their files. @param {string} stem */
const entryPointOf = (stem) => stem.replaceAll('-', '_');

/** Short names, the same in all tables: chunks link libraries of the core. */
const shortNames = (() => {
  const paths = readdirSync(shaderFolder, { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.filter((path) => path.endsWith('.wgsl'));
  return sharedNames(
    files.map((path) => readFileSync(join(shaderFolder, path), 'utf8')),
    new Set(files.map((path) => entryPointOf(basename(path, '.wgsl')))),
  );
})();

/** The libraries in front of a shader, and the families that a variant has yet to choose from. */
function link(text) {
  const used = new Set();
  const families = new Set();
  const uses = [];
  const follow = (source) => {
    for (const [, name] of source.matchAll(/^\/\/#use (\S+)$/gm)) {
      if (name.endsWith('-*')) families.add(name.slice(0, -2));
      else if (!used.has(name)) {
        used.add(name);
        const library = libraries.get(name);
        if (library === undefined) throw new Error(`No shaders/lib/${name}.wgsl`);
        follow(library);
        uses.push(name); // behind what it uses itself
      }
    }
  };
  follow(text);
  return { uses, families: [...families].sort() };
}

/** The library of each family that reflection links; which one does not matter to bindings and Params. */
function firstOf(family) {
  const member = [...libraries].find(([name]) => name.startsWith(`${family}-`));
  if (member === undefined) throw new Error(`No shaders/lib/${family}-*.wgsl`);
  return member[1].replace(DIRECTIVE, '');
}

/** A line that WGSL wants before all others, and reflection has no use for. */
const DIRECTIVE = /^enable .*;\n/gm;

function describe(folder, file) {
  const stem = basename(file, '.wgsl');
  const text = readFileSync(join(folder, file), 'utf8');
  const { uses, families } = link(text);
  const linked = [...families.map(firstOf), ...uses.map((name) => libraries.get(name) ?? ''), text];
  const constants = [...new Set(linked.flatMap(constantsIn))].sort();
  refuseOverrideSizes(families, uses, relative(root, join(folder, file)), text);
  const printed = constants.map((name) => `const ${name} = 1u;\n`);
  const reflection = reflect(file, [...printed, ...linked].join(''));
  const entries = reflection.entry.compute;
  if (entries.length !== 1)
    throw new Error(`${file} has ${entries.length} compute entries, not one`);
  if (entries[0].name !== entryPointOf(stem)) {
    throw new Error(`${file}: the entry is named ${entries[0].name}, not after the file`);
  }
  checkBindings(file, reflection, text);
  const overrides = reflection.overrides.map(({ name }) => name).sort();
  const twice = overrides.filter((name) => constants.includes(name));
  if (twice.length > 0) throw new Error(`${file}: ${twice} is an override and a constant`);
  return {
    stem,
    families,
    uses,
    overrides,
    constants,
    params: typeOf(reflection, 'Params'),
    text,
  };
}

/** @param {string[]} families @param {string[]} uses @param {string} path @param {string} text */
function refuseOverrideSizes(families, uses, path, text) {
  const members = [...libraries.keys()].filter((name) =>
    families.some((family) => name.startsWith(`${family}-`)),
  );
  const pieces = [...members, ...uses].map((name) => ({
    file: `shaders/lib/${name}.wgsl`,
    text: libraries.get(name) ?? '',
  }));
  const complaints = overrideSizedArrays([...pieces, { file: path, text }]);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
}

/** The parser's errors carry neither file nor text; a line of the linked text says where to look. */
function reflect(file, text) {
  try {
    return new WgslReflect(text);
  } catch (error) {
    const line = Number(/Line: (\d+)/.exec(error.message)?.[1] ?? 0);
    throw new Error(`${file}: ${error.message}: ${text.split('\n')[line - 1] ?? ''}`);
  }
}

/** TypeScript reads bindings from the shader's own text, and takes their order for their numbers. */
function checkBindings(file, reflection, text) {
  const declared = [...text.matchAll(/@group\(0\) @binding\((\d+)\)/g)].map(
    ([, number]) => +number,
  );
  const { storage, uniforms, textures } = reflection;
  const count = storage.length + uniforms.length + textures.length;
  if (declared.length !== count || declared.some((number, index) => number !== index)) {
    throw new Error(`${file}: its bindings are not all there, in the order of their numbers`);
  }
}

/** The TypeScript type of a struct's values. */
function typeOf(reflection, structName) {
  const struct = reflection.structs.find(({ name }) => name === structName);
  if (!struct) throw new Error(`No struct ${structName}`);
  const fields = struct.members.map(({ name, type }) => {
    if (type.isStruct) return `${name}: ${typeOf(reflection, type.name)}`;
    const [, lanes = '1'] = /^vec(\d)/.exec(type.name) ?? [];
    return `${name}: ${lanes === '1' ? 'number' : `Vector${lanes}`}`;
  });
  return `{ ${fields.join('; ')} }`;
}

/** `const NAME = 1u;` in these libraries: codes that TypeScript has to pass as overrides. */
function codesOf(some) {
  const found = {};
  for (const [name, text] of some) {
    if (/^(pixels|words)-/.test(name)) continue; // sizes of register tiles, which their names tell
    for (const [, constant, value] of text.matchAll(/^const ([A-Z_0-9]+) = (\d+)u;$/gm)) {
      found[constant] = Number(value);
    }
  }
  return found;
}

function hashOf(texts) {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
}

function print(value) {
  return JSON.stringify(value, null, 2);
}

function readShaders() {
  return readdirSync(shaderFolder)
    .filter((file) => file.endsWith('.wgsl'))
    .sort()
    .map((file) => describe(shaderFolder, file));
}

function printShader({ stem, families, uses, overrides, constants, params, text }) {
  const numbers = [...overrides, ...constants].sort();
  const names = numbers.map((name) => `'${name}'`).join(' | ') || 'never';
  const record = {
    stem,
    families: families.join(' '),
    uses: uses.join(' '),
    ...(constants.length > 0 ? { constants: constants.join(' ') } : {}),
    code: minifyShader(text, shortNames),
  };
  return `export const ${camelCase(stem)}: ShaderOf<${names}, ${params}> = ${print(record)};`;
}

/** The types that printed shaders name. @param {string[]} printed @param {string} path */
function recordImport(printed, path) {
  const vectors = ['Vector2', 'Vector4'].filter((name) =>
    printed.some((text) => text.includes(name)),
  );
  return `import type { ${['ShaderOf', ...vectors].join(', ')} } from '${path}';`;
}

/** @param {import('./chunks.js').Chunks} chunks @returns {[path: string, text: string][]} */
export function shaderTables(chunks) {
  const shaders = readShaders();
  const stems = new Set(shaders.map(({ stem }) => stem));
  // A kernel may share the shader of another one.
  const homes = Object.values(chunks).map((chunk) => ({
    ...chunk,
    stems: [...chunk.kernels.filter((stem) => stems.has(stem)), ...chunk.shaders],
  }));
  refuseHomeless(
    shaders,
    homes.flatMap((home) => home.stems),
    'shader',
  );
  return homes.map((home) => {
    const own = pick(shaders, home.stems.toSorted(), 'shader');
    const isCore = home.shaderTable === chunks.core.shaderTable;
    const shared = sharedBy(pick(shaders, homes[0].stems, 'shader'));
    const text = isCore ? coreTable(own, shaders, shared) : chunkTable(own, shared, home);
    return [home.shaderTable, text];
  });
}

/** Libraries that are in a table of their own, since shaders of the core use them. */
function sharedBy(coreShaders) {
  return [...libraries].filter(([name]) => coreShaders.some(({ uses }) => uses.includes(name)));
}

/** Libraries by name, as they are linked. */
function texts(some) {
  return print(
    Object.fromEntries(some.map(([name, text]) => [name, minifyShader(text, shortNames)])),
  );
}

/** The core's shaders, and what others take of its table: libraries, codes. */
function coreTable(coreShaders, shaders, shared) {
  const families = new Set(shaders.flatMap((shader) => shader.families));
  const choices = [...libraries].filter(([name]) =>
    [...families].some((family) => name.startsWith(`${family}-`)),
  );
  const printed = coreShaders.map(printShader);
  const hashed = [...libraries.values(), ...shaders.map(({ text }) => text)];
  return written('shaders/', [
    recordImport(printed, './shader-record'),
    '/** Differs whenever any shader does: measurements of one table are none of another. */',
    `export const shadersHash = '${hashOf(hashed)}';`,
    '/** Libraries that a variant chooses: element types, register tiles, how weights are read. */',
    `export const variantLibraries = ${texts(choices)} as const;`,
    '/** Libraries that shaders share; each text is here once, and in front of a shader when it is linked. */',
    `export const sharedLibraries = ${texts(shared)} as const;`,
    '/** Codes that overrides take. */',
    `export const shaderCodes = ${print(codesOf(shared))} as const;`,
    ...printed,
  ]);
}

/** Shaders that a chunk brings: of libraries that the core's do not use, each has the text itself. */
function chunkTable(shaders, shared, { shaderTable: path, libraries: brought = [] }) {
  const names = shared.map(([name]) => name);
  const whole = shaders.map(({ uses, text, ...shader }) => {
    const own = uses.filter((name) => !names.includes(name)).map((name) => libraries.get(name));
    return {
      ...shader,
      uses: uses.filter((name) => names.includes(name)),
      text: [...own, text].join(''),
    };
  });
  const printed = whole.map(printShader);
  const used = new Set(shaders.flatMap(({ uses }) => uses));
  const codes = codesOf([...libraries].filter(([name]) => used.has(name) && !names.includes(name)));
  const record = posix.relative(dirname(path), 'src/kernels/shader-record');
  return written('shaders/', [
    recordImport(printed, record.startsWith('.') ? record : `./${record}`),
    ...(Object.keys(codes).length > 0
      ? [
          '/** Codes that overrides of these shaders take. */',
          `export const furtherCodes = ${print(codes)} as const;`,
        ]
      : []),
    ...(brought.length > 0
      ? [
          '/** Libraries that kernels put in the place of those that their shaders share. */',
          `export const furtherLibraries = ${texts([...libraries].filter(([name]) => brought.includes(name)))} as const;`,
        ]
      : []),
    ...printed,
  ]);
}
