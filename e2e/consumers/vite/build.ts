// Builds a page by Vite. Small pictures stay files, as the page's policy allows no `data:`.
import { build } from 'vite';

/** Builds the page in `folder` into `output`. */
export async function buildByVite(folder: string, output: string): Promise<void> {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: output, assetsInlineLimit: 0 },
  });
}
