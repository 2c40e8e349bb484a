// Compiles the CPU backend's SIMD kernels: src/cpu/wasm/assembly/, in AssemblyScript, to src/cpu/wasm/simd-module.gen.ts, the module as
// text. Text, since a module is what every bundler, Node and tests load alike, and no request of its own.
//   node scripts/wasm.js           writes it
//   node scripts/wasm.js --check   fails when it is not what the sources say
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import asc from 'assemblyscript/asc';
import { readArguments, root } from './steps.js';

const { check } = readArguments({ options: { check: { type: 'boolean' } } }).values;

const sources = 'src/cpu/wasm/assembly';
const table = join(root, 'src/cpu/wasm/simd-module.gen.ts');

/** No runtime: memory is laid out by who calls. v128 passes between functions of the module alone, of which asc cannot be sure. */
const options = [
  `${sources}/index.ts`,
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--enable', 'simd'],
  ...['--importMemory', '--disableWarning', '--baseDir', root, '--outFile', 'simd.wasm'],
];

const module = await compile();
if (!module.equals(stored())) {
  if (check) console.error(`${table} is not what ${sources}/ says: run \`node scripts/wasm.js\`.`);
  else writeFileSync(table, tableOf(module));
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
    `/** The module, deflated, in base64. */\nexport const SIMD_MODULE =\n  '${deflated(bytes)}';\n`
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
