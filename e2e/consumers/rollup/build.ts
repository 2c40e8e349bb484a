// Builds a page's script by Rollup, with the plugin by which it finds packages.
import { join } from 'node:path';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rollup } from 'rollup';

/** Builds `main.js` of `folder` into `output`. @throws Error for anything that Rollup warns of. */
export async function buildByRollup(folder: string, output: string): Promise<void> {
  const bundle = await rollup({
    input: join(folder, 'main.js'),
    plugins: [nodeResolve({ browser: true })],
    onwarn({ message }) {
      throw new Error(message);
    },
  });
  await bundle.write({ dir: output, format: 'es' });
  await bundle.close();
}
