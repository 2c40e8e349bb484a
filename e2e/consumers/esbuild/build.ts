// Builds a page's script by esbuild; splitting keeps lazy parts lazy.
import { join } from 'node:path';
import { build } from 'esbuild';

/** Builds `main.js` of `folder` into `output`. */
export async function buildByEsbuild(folder: string, output: string): Promise<void> {
  await build({
    entryPoints: [join(folder, 'main.js')],
    outdir: output,
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    logLevel: 'error',
  });
}
