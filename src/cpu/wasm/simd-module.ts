// The module of SIMD kernels: where it may run, and its memory. `assembly/` has its source.
import { MEMORY_FLAGS, SIMD_MODULE } from './simd-module.gen';

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
  requantize(...numbers: number[]): void;
  requantizeSum(...numbers: number[]): void;
  softmax(...numbers: number[]): void;
  strided(...numbers: number[]): void;
  winogradFilters(...numbers: number[]): void;
  winogradPatches(...numbers: number[]): void;
  winogradPixels(...numbers: number[]): void;
}

/** What a network computes with. */
export interface OpenSimd {
  readonly kernels: SimdKernels;
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
}

/** All that 32 bits reach, as the module was told: 4 GiB, of which none is taken before it is needed. */
const MOST_PAGES = 65_536;
/** Of the flags of a memory in a module: that threads share it. */
const SHARED = 2;

/** `f32x4.mul, local.get, f32x4.add`: `plusProduct` of `assembly/` where the sum is a variable, whose number is left open as 0. */
const PRODUCT_SUM = [0xfd, 0xe6, 1, 0x20, 0, 0xfd, 0xe4, 1];

/** The module for memories that threads share and for others, compiled once; each memory has an instance of its own. */
const compiled = new Map<boolean, Promise<WebAssembly.Module>>();

/** A memory of no pages, and the kernels that work in it. @throws what WebAssembly throws where it is refused */
export async function openSimd(shared: boolean): Promise<OpenSimd> {
  const compiling = compiled.get(shared) ?? compile(shared);
  compiled.set(shared, compiling);
  const memory = new WebAssembly.Memory({ initial: 0, maximum: MOST_PAGES, shared });
  const module = await compiling;
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return { kernels: exports as unknown as SimdKernels, memory, module };
}

async function compile(shared: boolean): Promise<WebAssembly.Module> {
  const bytes = new Uint8Array(await inflated());
  if (shared) bytes[MEMORY_FLAGS] = (bytes[MEMORY_FLAGS] ?? 0) | SHARED;
  const fused = withFusedSums(bytes);
  return WebAssembly.compile(WebAssembly.validate(fused) ? fused : bytes);
}

/**
 * The module with relaxed SIMD's fused multiply-adds, each one instruction of the processor where it has them: in place of the product
 * three times `nop`, of the addition `f32x4.relaxed_madd`, which takes its operands in the same order.
 */
function withFusedSums(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const fused = bytes.slice();
  for (const at of bytes.keys()) {
    if (PRODUCT_SUM.every((byte, index) => !byte || byte === bytes[at + index])) {
      fused.fill(1, at, at + 3).set([0x85, 2], at + 6);
    }
  }
  return fused;
}

function inflated(): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(SIMD_MODULE), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Response(stream).arrayBuffer();
}
