// Builds the library: two entries, dist/kindling.js and dist/models.js, and beside them the chunks that they share or
// load only when asked. Also the development server of `npm run dev` and of the browser tests.
import { defineConfig } from 'vite';

export default defineConfig(({ mode }) => ({
  // Chunks find one another from where they lie, the worker's script too.
  base: './',
  // Files of pages/ and e2e/ are served as they are; nothing is copied from a public folder.
  publicDir: false,
  server: {
    host: '127.0.0.1', // a secure context, which WebGPU asks for, and closed to the network
    // A page that reloads itself under a running test would lose the test's device.
    ...(mode === 'e2e' ? { hmr: false, watch: null } : {}),
  },
  // Named, not discovered: a package found late would reload the page under a running test. The class
  // names are CommonJS, which a browser cannot import as it is.
  optimizeDeps: {
    noDiscovery: true,
    include: ['@tensorflow-models/mobilenet/dist/imagenet_classes.js'],
  },
  worker: {
    format: 'es',
    rolldownOptions: {
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', minify: true },
    },
  },
  build: {
    target: 'es2022',
    lib: {
      // The architectures are an entry of their own, so that whoever loads files does not load them.
      entry: { kindling: 'src/index.ts', models: 'src/models/index.ts' },
      formats: ['es'],
    },
    sourcemap: true,
    // The licences of what the chunks hold of other projects: the readers' libraries, and ImageNet's class names.
    license: { fileName: 'third-party-licenses.md' },
    rolldownOptions: {
      output: {
        chunkFileNames: '[name].js', // no hash: a package's file names are stable, versions tell builds apart
        comments: { legal: true, annotation: false, jsdoc: false }, // licences of what is bundled stay
        minify: true, // Vite keeps the white space of ES libraries unless told so
      },
    },
  },
}));
