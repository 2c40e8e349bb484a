// Writes every generated table, of what the folders have and of which chunk `chunks.json` gives it to: ops, kernels, shaders.
//   node scripts/tables.js           writes the tables
//   node scripts/tables.js --check   fails when a table is not what the folders say
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, runMain } from './steps.js';
import { readChunks } from './tables/chunks.js';
import { kernelTables } from './tables/kernels.js';
import { opTables } from './tables/ops.js';
import { shaderTables } from './tables/shaders.js';

runMain({ options: { check: { type: 'boolean' } } }, ({ values }) => {
  const chunks = readChunks();
  const tables = [...opTables(chunks), ...kernelTables(chunks), ...shaderTables(chunks)];
  const stale = tables.filter(([path, text]) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== text;
  });
  if (values.check) {
    for (const [path] of stale) {
      console.log(`${path} is not what the folders say: run \`node scripts/tables.js\``);
    }
    return stale.length > 0 ? 1 : 0;
  }
  for (const [path, text] of stale) writeFileSync(join(root, path), text);
  console.log(`tables: ${stale.length} of ${tables.length} written`);
  return 0;
});
