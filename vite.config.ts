// Builds the library: dist/kindling.js, dist/models.js, dist/tools.js and dist/node.js, the core that they stand on, and beside them the
// chunks that are loaded only when asked. With `--mode worker`, dist/worker.js: all that workers use, in one file.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { defineConfig, type Plugin, type Rolldown, type UserConfig } from 'vite';
import { LICENCES_FILE, licenceTexts } from './scripts/licence-texts.js';

/** Beside the built files, for whoever builds them; the package leaves them out, so no built file points at them. */
const SOURCE_MAPS = 'hidden';

const mainEntry = join(import.meta.dirname, 'src/index.ts');
const furtherOps = join(import.meta.dirname, 'src/ops/further-ops.gen.ts');
const tfliteReader = join(import.meta.dirname, 'src/formats/tflite/read-tflite.ts');

export default defineConfig(({ mode }) => (mode === 'worker' ? oneFile : library));

const library: UserConfig = {
  // Chunks find one another from where they lie, the worker's script too.
  base: './',
  publicDir: false,
  plugins: [namesAsText(), plainWorkerUrl(), ownExports(), licenceTexts()],
  // One file, without chunks: bundlers that take workers for classic scripts by default can build it again.
  worker: {
    format: 'es',
    rolldownOptions: {
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', minify: true },
    },
  },
  build: {
    target: 'es2022',
    lib: {
      // Architectures and tools are entries of their own, so that whoever loads files does not load them.
      entry: {
        kindling: 'src/index.ts',
        models: 'src/models/index.ts',
        tools: 'src/tools/index.ts',
        // What Node has instead of a browser.
        node: 'src/node.ts',
      },
      formats: ['es'],
    },
    sourcemap: SOURCE_MAPS,
    // The licences of what the chunks hold of other projects: the readers' libraries, and ImageNet's class names.
    license: { fileName: LICENCES_FILE },
    rolldownOptions: {
      output: {
        // What is loaded together is one file: a dozen small ones compress worse, and without a bundler are a dozen requests, of which
        // a page learns one behind the other.
        codeSplitting: {
          groups: [
            // With what every reader stands on: a request less behind the reader's.
            loadedWith(
              'core',
              mainEntry,
              /src\/(graph\/(builder|limits|budget)|formats\/file-misfit|tensor\/from-half|util\/crc32)\.ts$/,
            ),
            // And the taps that readers, shaders and the reference resize with.
            loadedWith('further-ops', furtherOps, /resize-taps\.ts$/),
            loadedWith('read-tflite', tfliteReader),
            // What readers of coded weights share.
            {
              name: 'compressed-tensor',
              test: /src\/tensor\/(compressed-tensor|coded-weights|palette)\.ts$/,
            },
            // With what it stands on, which the CPU backend uses too: one request, while a network compiles.
            { name: 'pictures', test: /src\/image\/picture-input\.ts$/ },
          ],
        },
        chunkFileNames: '[name].js', // no hash: a package's file names are stable, versions tell builds apart
        comments: { legal: true, annotation: false, jsdoc: false }, // licences of what is bundled stay
        minify: true, // Vite keeps the white space of ES libraries unless told so
      },
    },
  },
};

/** Vite makes a classic script of a worker by default, which has no chunks: what has none can be built into it. */
const oneFile: UserConfig = {
  ...library,
  build: {
    target: 'es2022',
    lib: { entry: { worker: 'src/worker.ts' }, formats: ['es'] },
    emptyOutDir: false, // it comes beside the library
    sourcemap: SOURCE_MAPS,
    rolldownOptions: {
      output: {
        codeSplitting: false,
        comments: { legal: true, annotation: false, jsdoc: false },
        minify: true,
      },
    },
  },
};

/** ImageNet's class names as one text rather than a table by number: 3 kB less of what is downloaded. Their licence stays. */
function namesAsText(): Plugin {
  const require = createRequire(import.meta.url);
  return {
    name: 'names-as-text',
    apply: 'build',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('/imagenet_classes.js')) return null;
      const { IMAGENET_CLASSES: names }: { IMAGENET_CLASSES: Record<number, string> } = require(id);
      const [licence = ''] = /\/\*\*[\s\S]*?\*\//.exec(code) ?? [];
      const text = JSON.stringify(Object.values(names).join('\n'));
      return {
        code: `${licence}\nexport const IMAGENET_CLASSES = ${text}.split('\\n');`,
        map: { mappings: '' },
      };
    },
  };
}

/**
 * How Vite writes the worker's address, which no bundler would see through, becomes what all of them look for. It stays as long
 * as it was, so that source maps hold.
 */
function plainWorkerUrl(): Plugin {
  const written =
    /new Worker\(new URL\(new URL\(`cpu-worker\.js`,import\.meta\.url\)\.href,``\+import\.meta\.url\),\{type:`module`\}\)/g;
  const plain = `new Worker(new URL("./cpu-worker.js",import.meta.url),{type:"module"})`;
  return {
    name: 'plain-worker-url',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      let found = 0;
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code.replace(written, (text) => {
          found++;
          return plain.padEnd(text.length);
        });
      }
      if (found !== 1)
        this.error(`The worker's address was found ${found} times: Vite writes it otherwise now.`);
    },
  };
}

/**
 * A chunk of what is loaded with a module: of all that it reaches without an `import()`, and what else is named. Earlier groups have the
 * first choice.
 */
function loadedWith(
  name: string,
  entry: string,
  also: RegExp | null = null,
): Rolldown.AdvancedChunksGroup {
  const isReached = (id: string, context: Rolldown.ChunkingContext) => {
    const pending = new Set([id]);
    for (const module of pending) {
      if (module === entry) return true;
      for (const importer of context.getModuleInfo(module)?.importers ?? []) pending.add(importer);
    }
    return false;
  };
  return {
    debugName: name,
    name: (id, context) => (also?.test(id) || isReached(id, context) ? name : null),
  };
}

/**
 * Rolldown makes the objects that `import()` gives of some files with a helper, which has a file of its own: a request more, of which a
 * page learns only from the file that wants it. It is put into those. Where all is one file, the helper makes getters of all that
 * `for in` finds: in a page whose Object.prototype has enumerable properties, of those too, and a number is no getter.
 */
function ownExports(): Plugin {
  const file = 'rolldown-runtime.js';
  const imported = /import\{t as (\w+)\}from"\.\/rolldown-runtime\.js";/;
  const loop = /for\(var (\w+) in (\w+)\)(\w+\(\w+,\1,\{get:\2\[\1\])/g;
  const helper = (name: string) =>
    `function ${name}(t){let o={};for(let k of Object.keys(t))Object.defineProperty(o,k,{get:t[k],enumerable:!0});` +
    'return Object.defineProperty(o,Symbol.toStringTag,{value:"Module"})}';
  return {
    name: 'own-exports',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        chunk.code = chunk.code.replace(loop, 'for(var $1 of Object.keys($2))$3');
        const [text = '', name = ''] = imported.exec(chunk.code) ?? [];
        if (chunk.imports.includes(file) !== (text !== '')) {
          this.error(`${chunk.fileName} imports Rolldown's helper otherwise now.`);
        }
        if (text === '') continue;
        // Behind the code, from where functions are known above, and with what was there as long as it was: source maps hold.
        chunk.code = chunk.code.replace(text, ' '.repeat(text.length)) + helper(name);
        chunk.imports = chunk.imports.filter((each) => each !== file);
      }
      delete bundle[file];
      delete bundle[`${file}.map`];
    },
  };
}
