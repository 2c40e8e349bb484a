// Compiles the CPU backend's SIMD kernels: src/cpu/wasm/assembly/, in AssemblyScript, to src/cpu/wasm/simd-module.gen.ts, the module as
// text. Beside it, simd-hash.gen.ts says which module it is to those who do not load it. Text, since a module is what every bundler, Node and tests load alike, and no request of its own.
//   node scripts/wasm.js           writes it
//   node scripts/wasm.js --check   fails when it is not what the sources say
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import asc from 'assemblyscript/asc';
import { readArguments, root } from './steps.js';

const { check } = readArguments({ options: { check: { type: 'boolean' } } }).values;

const sources = 'src/cpu/wasm/assembly';
const table = join(root, 'src/cpu/wasm/simd-module.gen.ts');
const hashTable = join(root, 'src/cpu/wasm/simd-hash.gen.ts');

/** No runtime: memory is laid out by who calls. v128 passes between functions of the module alone, of which asc cannot be sure. */
const options = [
  `${sources}/index.ts`,
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  ...['--importMemory', '--noExportMemory', '--maximumMemory', '65536', '--disableWarning'],
  ...['--baseDir', root, '--outFile', 'simd.wasm'],
];

const module = await compile();
const hash = hashTableOf(module);
const isCurrent = existsSync(hashTable) && readFileSync(hashTable, 'utf8') === hash;
if (!(isCurrent && module.equals(stored()))) {
  if (check) console.error(`${table} is not what ${sources}/ says: run \`node scripts/wasm.js\`.`);
  else {
    writeFileSync(table, tableOf(module));
    writeFileSync(hashTable, hash);
  }
  process.exitCode = check ? 1 : 0;
}

/** The table's module: what deflates it may differ from one Node to the next, so that texts are not compared. */
function stored() {
  const [, base64 = ''] = (existsSync(table) && /'(.+)'/.exec(readFileSync(table, 'utf8'))) || [];
  return base64 === '' ? Buffer.alloc(0) : inflateRawSync(Buffer.from(base64, 'base64'));
}

/** @param {Buffer} bytes */
function tableOf(bytes) {
  return (
    `// Written by scripts/wasm.js from ${sources}/. Do not edit.\n\n` +
    `/** The byte of the module that has the flags of its memory. */\nexport const MEMORY_FLAGS = ${flagsAt(bytes)};\n\n` +
    `/** The module, deflated, in base64. */\nexport const SIMD_MODULE =\n  '${deflated(bytes)}';\n`
  );
}

/**
 * Behind the names of the one import, `env.memory`, and the byte that says that it is a memory.
 * @param {Buffer} bytes
 */
function flagsAt(bytes) {
  const memory = '\x03env\x06memory\x02';
  const at = bytes.indexOf(memory, 0, 'latin1') + memory.length;
  if (bytes[at] !== 1) throw new Error('The module imports no memory with a maximum.');
  return at;
}

/** @param {Buffer} bytes */
function hashTableOf(bytes) {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return (
    `// Written by scripts/wasm.js from ${sources}/. Do not edit.\n\n` +
    `/** Changes with the module: what was timed with one says nothing of another. */\nexport const simdHash = '${hash}';\n`
  );
}

/** Deflated first: what base64 makes of bytes compresses badly. @param {Buffer} bytes */
function deflated(bytes) {
  return deflateRawSync(bytes, { level: 9 }).toString('base64');
}

/** The module's bytes. @returns {Promise<Buffer>} */
async function compile() {
  /** @type {Buffer | null} */
  let module = null;
  const { error, stderr } = await asc.main(options, {
    writeFile: (_, contents) => {
      module = Buffer.from(contents);
    },
  });
  if (error || !module) throw new Error(`The kernels do not compile:\n${stderr.toString()}`);
  return module;
}
