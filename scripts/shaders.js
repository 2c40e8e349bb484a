// Links shaders/*.wgsl with shaders/lib/ and writes what TypeScript needs to know of them into
// src/kernels/shaders.gen.ts: text, entry point, bindings, overrides, and the layout of Params. Those of shaders/peaks/,
// and shaders/tensors/, which few load, get tables of their own, src/tune/peak-shaders.gen.ts and
// src/runtime/tensor-shaders.gen.ts.
//   node scripts/shaders.js           writes the tables
//   node scripts/shaders.js --check   fails when a table is not what the shaders say
// `//#use NAME` links lib/NAME.wgsl once. `//#use FAMILY-*` leaves the choice among lib/FAMILY-….wgsl to the variant.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';

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

/** A shader's own text, the fixed libraries in front of it, and the families that a variant has yet to choose from. */
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
  return { code: stripComments(text), uses, families: [...families].sort() };
}

/** Comments and indentation cost bytes in every download; line breaks stay, so that compilers' line numbers can be followed. */
function stripComments(source) {
  return source
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/, '').trim())
    .filter((line) => line !== '')
    .map((line) => `${line}\n`)
    .join('');
}

/** The library of each family that reflection links; which one does not matter to bindings and Params. */
function firstOf(family) {
  const name = [...libraries.keys()].find((candidate) => candidate.startsWith(`${family}-`));
  if (name === undefined) throw new Error(`No shaders/lib/${family}-*.wgsl`);
  return stripComments(libraries.get(name)).replace(DIRECTIVE, '');
}

/** A line that WGSL wants before all others, and reflection has no use for. */
const DIRECTIVE = /^enable .*;\n/gm;

function describe(folder, file) {
  const stem = basename(file, '.wgsl');
  const { code, uses, families } = link(readFileSync(join(folder, file), 'utf8'));
  const linked = uses.map((name) => stripComments(libraries.get(name))).join('') + code;
  const reflection = reflect(file, families.map(firstOf).join('') + linked);
  const entries = reflection.entry.compute;
  if (entries.length !== 1)
    throw new Error(`${file} has ${entries.length} compute entries, not one`);
  const entryPoint = entries[0].name;
  if (entryPoint !== stem.replaceAll('-', '_')) {
    throw new Error(`${file}: the entry is named ${entryPoint}, not after the file`);
  }
  return {
    stem,
    entryPoint,
    families,
    uses,
    bindings: bindingsOf(file, reflection),
    overrides: reflection.overrides.map(({ name }) => name).sort(),
    params: layoutOf(reflection, 'Params'),
    code,
  };
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

function bindingsOf(file, reflection) {
  const bindings = [...reflection.storage, ...reflection.uniforms, ...reflection.textures]
    .sort((a, b) => a.binding - b.binding)
    .map(({ name, group, binding, access, resourceType }) => ({
      name,
      group,
      binding,
      access,
      resourceType,
    }));
  bindings.forEach(({ group, binding, name }, index) => {
    if (group !== 0 || binding !== index)
      throw new Error(`${file}: binding "${name}" is out of order`);
  });
  const types = new Set([...reflection.uniforms].map(({ name }) => name));
  const textures = new Set([...reflection.textures].map(({ name }) => name));
  return bindings.map(({ name, access }) => {
    if (types.has(name)) return { name, type: 'uniform' };
    if (textures.has(name)) return { name, type: 'texture' };
    return { name, type: access === 'read_write' ? 'storage' : 'read-only-storage' };
  });
}

function layoutOf(reflection, structName) {
  const struct = reflection.structs.find(({ name }) => name === structName);
  if (!struct) throw new Error(`No struct ${structName}`);
  const fields = Object.fromEntries(
    struct.members.map(({ name, offset, type }) => [
      name,
      type.isStruct
        ? { offset, ...layoutOf(reflection, type.name) }
        : { offset, type: type.format ? `${type.name}<${type.format.name}>` : type.name },
    ]),
  );
  return { byteLength: struct.size, fields };
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

function printShader(shader) {
  return `export const ${camelCase(shader.stem)} = ${print(shader)} as const;`;
}

function kernelTable() {
  const shaders = shadersIn(shaderFolder);
  const families = new Set(shaders.flatMap((shader) => shader.families));
  const choices = [...libraries].filter(([name]) =>
    [...families].some((family) => name.startsWith(`${family}-`)),
  );
  const shared = [...libraries].filter(([name]) => shaders.some(({ uses }) => uses.includes(name)));
  const texts = (some) =>
    print(Object.fromEntries(some.map(([name, text]) => [name, stripComments(text)])));
  return [
    '// Generated by scripts/shaders.js from shaders/. Do not edit.',
    '/** Differs whenever any shader does: measurements of one table are none of another. */',
    `export const shadersHash = '${hashOf([...libraries.values(), ...shaders.map(({ code }) => code)])}';`,
    '/** Libraries that a variant chooses: element types, register tiles, how weights are read. */',
    `export const variantLibraries = ${texts(choices)} as const;`,
    '/** Libraries that shaders share; each text is here once, and in front of a shader when it is linked. */',
    `export const sharedLibraries = ${texts(shared)} as const;`,
    '/** Codes that overrides take. */',
    `export const shaderCodes = ${print(codes())} as const;`,
    ...shaders.map(printShader),
    '',
  ].join('\n');
}

/** What only a chunk of its own needs. @param {string} folder */
function smallTable(folder) {
  return [
    `// Generated by scripts/shaders.js from shaders/${folder}/. Do not edit.`,
    ...shadersIn(join(shaderFolder, folder)).map(printShader),
    '',
  ].join('\n');
}

const tables = {
  'src/kernels/shaders.gen.ts': kernelTable(),
  'src/tune/peak-shaders.gen.ts': smallTable('peaks'),
  'src/runtime/tensor-shaders.gen.ts': smallTable('tensors'),
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
