// The pages' Content-Security-Policy: everything from their own origin, and models from where the manifest says. Written
// into the built pages alone; the development server's client needs more.
import type { Plugin } from 'vite';
import manifest from '../weights/manifest.json' with { type: 'json' };

/** Origins that the manifest's models are downloaded from. */
const MODEL_ORIGINS = [
  ...new Set(
    manifest.models
      .map(({ url }) => new URL(url))
      .filter(({ protocol }) => protocol === 'https:')
      .map(({ origin }) => origin),
  ),
];

const POLICY = [
  "default-src 'self'", // so no inline script or style, and no eval
  "script-src 'self' 'wasm-unsafe-eval'", // the CPU backend is WebAssembly
  "img-src 'self' blob: data:", // a person's own pictures, and what pages draw
  "media-src 'self' blob:", // a person's own videos
  `connect-src 'self' blob: ${MODEL_ORIGINS.join(' ')}`,
  "base-uri 'none'",
  "form-action 'none'",
  "object-src 'none'",
].join('; ');

/** Writes the policy into built pages. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}
