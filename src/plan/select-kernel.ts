// Which kernel and variant computes a node: rules by adapter kind and shape. Measurements will take their place
// where there are any; every rule names what it rests on.
import { ELEMENTS } from '../ir/winograd';
import { spanWords } from '../kernels/channel-span';
import { KERNELS } from '../kernels/index';
import type { Call, Kernel, Variant } from '../kernels/kernel';
import { roundUp } from '../util/math';
import type { AdapterKind } from './plan';

/** A kernel and one of its variants. */
export interface Selection {
  readonly kernel: Kernel;
  readonly variant: Variant;
}

/** The kernel for a call; null when none accepts it. */
export function selectKernel(call: Call, adapter: AdapterKind): Selection | null {
  const candidates = KERNELS.filter((kernel) => kernel.accepts(call));
  const kernel =
    candidates.find(({ isStaged }) => isStaged === wantsWorkgroupMemory(call, adapter)) ??
    candidates[0];
  if (!kernel) return null;
  const [variant] = kernel.variants.toSorted(
    (a, b) => cost(a, call, adapter) - cost(b, call, adapter),
  );
  return variant ? { kernel, variant } : null;
}

/**
 * GPUs gain from staging once there are enough pixels to fill 32×32 tiles. A software adapter never does: see `cost`.
 */
function wantsWorkgroupMemory(call: Call, adapter: AdapterKind): boolean {
  return adapter === 'hardware' && (call.outputs[0]?.span.pixels ?? 0) >= 1024;
}

/** Lower is better. Only the order among one kernel's variants matters. */
function cost(variant: Variant, call: Call, adapter: AdapterKind): number {
  const [x, y] = variant.workgroup;
  // One wide row of invocations keeps a CPU's threads on neighbouring memory; GPUs want square groups of 64.
  const shape = adapter === 'software' ? Number(y > 1) : Math.abs(x * y - 64);
  // Barriers cost a software adapter about seven times the work between them.
  const waiting = adapter === 'software' && variant.barriers ? 1 : 0;
  return waiting * 1000 + shape * 100 + tileCost(variant, call, adapter);
}

/** Register tiles: how much they reuse against how much they compute of pixels and words that y does not have. */
function tileCost({ tile }: Variant, call: Call, adapter: AdapterKind): number {
  const y = call.outputs[0]?.span;
  if (tile === '' || !y) return 0;
  const [pixels = 1, words = 1] = tile.split('x').map(Number);
  const wastedWords = roundUp(spanWords(y), words) / spanWords(y);
  if (adapter === 'hardware') {
    // GPUs run out of registers beyond 8x4.
    return pixels > 8 ? Number.MAX_VALUE : wastedWords * 10 - (pixels * words) / 8;
  }
  // A CPU runs four invocations at once; whether all of them have pixels or one is the same to it.
  const wastedPixels = roundUp(tiledPixels(call, y.pixels, pixels), 4 * pixels) / y.pixels;
  return (10 * wastedPixels * wastedWords) / (SOFTWARE_TILE_SPEED[tile] ?? 1);
}

/** Pixels of y and those that fill up the last tile of each matrix, of which a Winograd convolution has 16. */
function tiledPixels({ op }: Call, count: number, tile: number): number {
  return op === 'winograd-multiply' ? ELEMENTS * roundUp(count / ELEMENTS, tile) : count;
}

/**
 * How much faster a tile computes than the smallest one on SwiftShader: large tiles load least for each product
 * [measured, pointwise and 3×3 layers of SqueezeNet and MobileNet].
 */
const SOFTWARE_TILE_SPEED: Readonly<Record<string, number>> = {
  '4x1': 1,
  '4x2': 1.4,
  '8x1': 1.3,
  '8x2': 1.8,
  '8x4': 2.2,
  '16x4': 2.8,
};
