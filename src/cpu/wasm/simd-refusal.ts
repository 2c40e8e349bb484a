// Whether this thread may run WebAssembly with SIMD; known without the kernels, which another thread may be the one to load.

/** A module of one function that leaves a vector and drops it: `v128.const 0`, `drop`. */
const PROBE = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02,
  0x01, 0x00, 0x0a, 0x17, 0x01, 0x15, 0x00, 0xfd, 0x0c, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0x1a, 0x0b,
]);

/** Why there are no kernels of WebAssembly, as a sentence; null where there are. */
export async function simdRefusal(): Promise<string | null> {
  if (typeof WebAssembly === 'undefined') return 'There is no WebAssembly.';
  // The kernels are packed.
  if (typeof DecompressionStream === 'undefined') return 'There is no DecompressionStream.';
  if (!WebAssembly.validate(PROBE)) return 'This WebAssembly has no SIMD.';
  try {
    await WebAssembly.compile(PROBE);
    return null;
  } catch (error) {
    return `WebAssembly is refused (${String(error)}); a Content-Security-Policy has to allow 'wasm-unsafe-eval'.`;
  }
}
