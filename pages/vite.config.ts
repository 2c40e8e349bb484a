// Builds the two pages to dist/pages: static files that can be hosted anywhere. Also the server of `npm run dev`.
import { defineConfig } from 'vite';
import { contentSecurityPolicy } from './content-security-policy.ts';
import { peerPackages } from './peer-packages.ts';

export default defineConfig({
  root: import.meta.dirname,
  base: './', // relative: the pages work in any folder of any host
  publicDir: false,
  plugins: [contentSecurityPolicy(), peerPackages()],
  // A secure context, which WebGPU asks for, and closed to the network; the library's sources lie beside the pages.
  server: { host: '127.0.0.1', fs: { allow: ['..'] } },
  preview: { host: '127.0.0.1' },
  build: {
    target: 'es2022',
    outDir: '../dist/pages',
    emptyOutDir: true,
    license: { fileName: 'third-party-licenses.md' },
    modulePreload: { polyfill: false }, // browsers with WebGPU have it
    assetsInlineLimit: 0, // the policy allows no `data:` but what pages draw themselves
    rolldownOptions: {
      input: {
        classify: `${import.meta.dirname}/index.html`,
        bench: `${import.meta.dirname}/bench.html`,
      },
    },
  },
});
