// The package `sharp`, which decodes pictures in Node, Deno and Bun. The library is compiled without their types, and bundlers
// for pages must not look for the package: so it says here what it uses, and asks the runtime for its loader.
import { ImageError } from '../errors';

/** What is used of sharp. */
type Sharp = (bytes: Uint8Array | Uint8ClampedArray, options: object) => SharpPicture;

/** A picture to which more is done; the last call does it. */
export interface SharpPicture {
  metadata(): Promise<{ readonly width: number; readonly height: number }>;
  autoOrient(): SharpPicture;
  resize(to: object): SharpPicture;
  toColourspace(name: 'srgb'): SharpPicture;
  ensureAlpha(): SharpPicture;
  raw(how: object): SharpPicture;
  toBuffer(how: object): Promise<{
    readonly data: Uint8Array<ArrayBuffer>;
    readonly info: { readonly width: number; readonly height: number };
  }>;
}

/** What Node, Deno and Bun have in common. */
interface NodeLike {
  readonly process?: {
    getBuiltinModule?(name: 'node:module'): {
      createRequire(from: string): (name: string) => unknown;
    };
  };
}

/** Loaded at the first call. @throws ImageError where it is not installed, or does not load */
export function loadSharp(): Sharp {
  const { process } = globalThis as NodeLike;
  try {
    const require = process?.getBuiltinModule?.('node:module').createRequire(import.meta.url);
    if (!require) throw new Error('there is no loader of Node here');
    return require('sharp') as Sharp;
  } catch (cause) {
    const isMissing =
      cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
    throw new ImageError(
      isMissing
        ? 'Outside browsers the package `sharp` decodes pictures: run `npm install sharp`, or give pixels, as { width, height, data }.'
        : `The package \`sharp\`, which decodes pictures, does not load here: ${String(cause)}`,
      { cause },
    );
  }
}
