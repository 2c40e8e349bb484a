// Links shaders/*.wgsl with shaders/lib/ and writes what TypeScript needs to know of them into
// src/kernels/shaders.gen.ts: text, and as types the overrides and Params. Those of shaders/rare/, shaders/pictures/,
// shaders/peaks/ and shaders/tensors/, which load when they are needed, get tables of their own beside what needs them.
//   node scripts/shaders.js           writes the tables
//   node scripts/shaders.js --check   fails when a table is not what the shaders say
// `//#use NAME` links lib/NAME.wgsl once. `//#use FAMILY-*` leaves the choice among lib/FAMILY-….wgsl to the variant.
// `//#const NAME …` has linking print those numbers as constants: sizes of workgroup arrays (workgroup-arrays.js).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { minifyShader, sharedNames } from './shader-text.js';
import { constantsIn, overrideSizedArrays } from './workgroup-arrays.js';

const root = fileURLToPath(new URL('..', import.meta.url));
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

/** `const NAME = 1u;` in the libraries: codes that TypeScript has to pass as overrides. */
function codes() {
  const found = {};
  for (const [name, text] of libraries) {
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

function camelCase(stem) {
  return stem.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}

function print(value) {
  return JSON.stringify(value, null, 2);
}

function shadersIn(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.wgsl'))
    .sort()
    .map((file) => describe(folder, file));
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

/** Shaders that every page may need, and those of kernels that ordinary networks do without. */
const commonShaders = shadersIn(shaderFolder);
const rareShaders = shadersIn(join(shaderFolder, 'rare'));

/** Libraries that are in a table of their own, since common shaders use them. */
const shared = [...libraries].filter(([name]) =>
  commonShaders.some(({ uses }) => uses.includes(name)),
);

function kernelTable() {
  const shaders = [...commonShaders, ...rareShaders];
  const families = new Set(shaders.flatMap((shader) => shader.families));
  const choices = [...libraries].filter(([name]) =>
    [...families].some((family) => name.startsWith(`${family}-`)),
  );
  const texts = (some) =>
    print(Object.fromEntries(some.map(([name, text]) => [name, minifyShader(text, shortNames)])));
  const printed = commonShaders.map(printShader);
  return [
    '// Generated by scripts/shaders.js from shaders/. Do not edit.',
    recordImport(printed, './shader-record'),
    '/** Differs whenever any shader does: measurements of one table are none of another. */',
    `export const shadersHash = '${hashOf([...libraries.values(), ...shaders.map(({ text }) => text)])}';`,
    '/** Libraries that a variant chooses: element types, register tiles, how weights are read. */',
    `export const variantLibraries = ${texts(choices)} as const;`,
    '/** Libraries that shaders share; each text is here once, and in front of a shader when it is linked. */',
    `export const sharedLibraries = ${texts(shared)} as const;`,
    '/** Codes that overrides take. */',
    `export const shaderCodes = ${print(codes())} as const;`,
    ...printed,
    '',
  ].join('\n');
}

/** Shaders that a chunk of its own brings: of libraries that common shaders do not use, each has the text itself. */
function chunkTable(folder, recordPath, shaders = shadersIn(join(shaderFolder, folder))) {
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
  return [
    `// Generated by scripts/shaders.js from shaders/${folder}/. Do not edit.`,
    recordImport(printed, recordPath),
    ...printed,
    '',
  ].join('\n');
}

const tables = {
  'src/kernels/shaders.gen.ts': kernelTable(),
  'src/kernels/rare/shaders.gen.ts': chunkTable('rare', '../shader-record', rareShaders),
  'src/image/picture-shaders.gen.ts': chunkTable('pictures', '../kernels/shader-record'),
  'src/tune/peak-shaders.gen.ts': chunkTable('peaks', '../kernels/shader-record'),
  'src/runtime/tensor-shaders.gen.ts': chunkTable('tensors', '../kernels/shader-record'),
};
for (const [path, text] of Object.entries(tables)) {
  if (!process.argv.includes('--check')) {
    writeFileSync(join(root, path), text);
    console.log(`${path}: written`);
  } else if (readFileSync(join(root, path), 'utf8') !== text) {
    console.error(`${path} is not what shaders/ says: run \`node scripts/shaders.js\`.`);
    process.exitCode = 1;
  }
}
