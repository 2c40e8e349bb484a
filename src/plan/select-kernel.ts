// Which kernel and variant computes a node: rules by adapter kind and shape. Measurements will take their place
// where there are any; every rule names what it rests on.
import { spanWords } from '../kernels/channel-span';
import { KERNELS } from '../kernels/index';
import type { Call, Kernel, Variant } from '../kernels/kernel';
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
  return waiting * 1000 + shape * 100 + tileCost(variant, call);
}

/** Large register tiles reuse most; a tile with more words than y has computes padding. */
function tileCost({ tile }: Variant, call: Call): number {
  if (tile === '') return 0;
  const [pixels = 1, words = 1] = tile.split('x').map(Number);
  const yWords = call.outputs[0] ? spanWords(call.outputs[0].span) : 1;
  const wasted = (Math.ceil(yWords / words) * words) / yWords;
  return wasted * 10 - Math.min(pixels * words, 32) / 8;
}
