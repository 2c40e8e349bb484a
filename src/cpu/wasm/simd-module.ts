// The module of SIMD kernels: where it may run, and its memory. `assembly/` has its source.
import { SIMD_MODULE } from './simd-module.gen';

/** What the module exports: `assembly/` says what each takes. Places and strides are bytes. */
export interface SimdKernels {
  multiply(...numbers: number[]): void;
  gather(...numbers: number[]): void;
  depthwise(...numbers: number[]): void;
  pool(...numbers: number[]): void;
  combine(...numbers: number[]): void;
  scaleShift(...numbers: number[]): void;
  activate(...numbers: number[]): void;
  copy(...numbers: number[]): void;
  softmax(...numbers: number[]): void;
  strided(...numbers: number[]): void;
  winogradFilters(...numbers: number[]): void;
  winogradPatches(...numbers: number[]): void;
  winogradPixels(...numbers: number[]): void;
}

/** Compiles the module once; each network has an instance and a memory of its own. */
let compiled: Promise<WebAssembly.Module> | null = null;

/** A memory of no pages, and the kernels that work in it. @throws what WebAssembly throws where it is refused */
export async function openSimd(): Promise<{ kernels: SimdKernels; memory: WebAssembly.Memory }> {
  compiled ??= inflated().then((bytes) => WebAssembly.compile(bytes));
  const memory = new WebAssembly.Memory({ initial: 0 });
  const { exports } = await WebAssembly.instantiate(await compiled, { env: { memory } });
  return { kernels: exports as unknown as SimdKernels, memory };
}

function inflated(): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(SIMD_MODULE), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).arrayBuffer();
}
