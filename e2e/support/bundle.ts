// Sources as one file, for whatever runs them: what the library loads only when asked comes with it.
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';

/** A file of a bundle. */
export interface BundledFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** Builds an entry beside this file, named without its ending: a module of that name, and beside it the scripts of workers. */
export async function bundle(entry: string): Promise<BundledFile[]> {
  const built = await build({
    configFile: false,
    root: import.meta.dirname,
    base: './', // a worker is found from where the module lies
    publicDir: false,
    logLevel: 'warn',
    worker: { format: 'es', rolldownOptions: { output: { entryFileNames: '[name].js' } } },
    build: {
      target: 'es2022',
      write: false,
      minify: false, // what an engine complains of keeps its names
      lib: {
        entry: join(import.meta.dirname, `${entry}.ts`),
        formats: ['es'],
        fileName: () => `${entry}.js`,
      },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  return (built as Rolldown.RolldownOutput[]).flatMap(({ output }) =>
    output.map((file) => ({
      name: file.fileName,
      content: file.type === 'chunk' ? file.code : file.source,
    })),
  );
}
