// Which kernel and variant computes a node: rules by adapter kind and shape, where nothing has been measured (src/tune/).
// Every rule names what it rests on.

import { spanWords } from '../kernels/channel-span';
import { KERNELS } from '../kernels/core-kernels.gen';
import type { Call, Kernel, Operand, Variant } from '../kernels/kernel';
import type { AdapterKind } from '../util/adapter-kind';
import { ceilDiv, roundUp } from '../util/math';
import { variantsOn } from './objection';
import type { Target } from './target';

/** A kernel and one of its variants. */
export interface Selection {
  readonly kernel: Kernel;
  readonly variant: Variant;
}

/** The kernel for a call, of those given; null when none computes it on the device. */
export function selectKernel(
  call: Call,
  target: Target,
  kernels: readonly Kernel[] = KERNELS,
): Selection | null {
  const { kind } = target;
  const usable = kernels
    .filter((kernel) => kernel.accepts(call))
    .map((kernel) => ({ kernel, variants: usableVariants(kernel, target) }))
    .filter(({ variants }) => variants.length > 0);
  const wantsSplit = wantsSplitSums(call, kind);
  const wantsStaged = wantsWorkgroupMemory(call, kind);
  const chosen =
    usable.find(({ kernel }) => kernel.isSplit && wantsSplit) ??
    usable.find(({ kernel }) => !kernel.isSplit && kernel.isStaged === wantsStaged) ??
    usable[0];
  if (!chosen) return null;
  const [variant] = chosen.variants.toSorted((a, b) => cost(a, call, kind) - cost(b, call, kind));
  return variant ? { kernel: chosen.kernel, variant } : null;
}

/** What the device can compute by: of two ways to read weights the one that its kind gains by, where that is left. */
function usableVariants(kernel: Kernel, target: Target): readonly Variant[] {
  const possible = variantsOn(target, kernel);
  const unwanted = target.kind === 'software' ? 'each' : 'quad';
  const gaining = possible.filter(({ weights }) => weights !== unwanted);
  return gaining.length > 0 ? gaining : possible;
}

/**
 * GPUs gain from staging once there are enough pixels to fill 32×32 tiles, but not of inputs of one word, which every
 * invocation reads as few times as it can: SqueezeNet's first layer takes 0.25 ms on an H100 from registers and 0.33 staged,
 * MobileNet's 0.06 and 0.08 [each by itself, clocks at rest]. A software adapter never gains: see `cost`.
 */
function wantsWorkgroupMemory({ inputs, outputs }: Call, adapter: AdapterKind): boolean {
  const [x, y] = [inputs[0]?.span, outputs[0]?.span];
  return adapter === 'hardware' && !!x && !!y && spanWords(x) > 1 && y.pixels >= 1024;
}

/**
 * Whether invocations had better share sums: on GPUs, where tiles are too few to fill one and sums are of 64 channels or
 * more; rather than stage inputs, too: squeeze layers of 55×55 pixels take 40 to 50 µs so on an H100, and 67 to 83 staged
 * [clocks at rest]. There the rules for 32 workgroups and 256 channels left layers at 0.08 to 0.27 ms (14×14×512 → 512,
 * 14×14×1024 → 512) that take 0.02 to 0.03 ms shared.
 * SwiftShader takes 1.6 to 1.9 times as long for 8×4 words shared by four as for the rules' own choice, 4 to 20 times with
 * 64 invocations, and 2 to 20 times as long to compile: 7×7×1024 → 1024, 7×7×256 → 256, 13×13×512 → 64 [timestamps, medians
 * of 11 interleaved runs beside other work; one of the three was quicker by the clock]. Maps of one pixel are fully connected
 * layers, which share sums already.
 */
function wantsSplitSums(call: Call, adapter: AdapterKind): boolean {
  const [x, y] = [call.inputs[0]?.span, call.outputs[0]];
  if (adapter !== 'hardware' || !x || !y) return false;
  const isOfOnePixel = y.span.pixels === y.shape[0];
  return !isOfOnePixel && spanWords(x) >= 16 && workgroupsOf(y, 4, 2) < FILLING_WORKGROUPS;
}

/** Fewer workgroups than this leave units of a large GPU idle: an H100 has 132 of them. */
const FILLING_WORKGROUPS = 128;

/** Workgroups of 64 invocations that take a tile each. */
function workgroupsOf({ span }: Operand, pixels: number, words: number): number {
  return (ceilDiv(span.pixels, pixels) * ceilDiv(spanWords(span), words)) / 64;
}

/** Lower is better. Only the order among one kernel's variants matters. */
export function cost(variant: Variant, call: Call, adapter: AdapterKind): number {
  const [x, y] = variant.workgroup;
  // One wide row of invocations keeps a CPU's threads on neighbouring memory; GPUs want square groups of 64.
  const shape = adapter === 'software' ? Number(y > 1) : Math.abs(x * y - 64);
  // Barriers cost a software adapter about seven times the work between them.
  const waiting = adapter === 'software' && variant.barriers ? 1 : 0;
  return waiting * 1000 + shape * 100 + tileCost(variant, call, adapter);
}

/** Register tiles: how much they reuse against how much they compute of pixels and words that y does not have. */
function tileCost({ tile }: Variant, call: Call, adapter: AdapterKind): number {
  const [y] = call.outputs;
  if (tile === '' || !y) return 0;
  const [pixels = 1, words = 1] = tile.split('x').map(Number);
  const wastedWords = roundUp(spanWords(y.span), words) / spanWords(y.span);
  if (adapter === 'hardware') {
    // Sums of more than 8×2 words, 64 numbers, leave a GPU too few registers for many invocations at a time.
    if (pixels * words > 16) return Number.MAX_VALUE;
    // Large tiles load least; where they are few, small ones keep more of the GPU busy.
    const isFilled = workgroupsOf(y, 4, 2) >= FILLING_WORKGROUPS;
    return wastedWords * 10 + (pixels * words) / (isFilled ? -8 : 8);
  }
  // A CPU runs four invocations at once; whether all of them have pixels or one is the same to it.
  const matrixPixels = pixelsOfMatrix(call);
  const wastedPixels = roundUp(matrixPixels, 4 * pixels) / matrixPixels;
  return (10 * wastedPixels * wastedWords) / (SOFTWARE_TILE_SPEED[tile] ?? 1);
}

/** Pixels that tiles divide among them: a Winograd convolution has a matrix for each element of a patch. */
function pixelsOfMatrix({ op, outputs }: Call): number {
  const pixels = outputs[0]?.span.pixels ?? 0;
  return op === 'winograd-multiply' ? pixels / (outputs[0]?.shape[0] ?? 1) : pixels;
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
  '4x4': 2,
  '8x4': 2.2,
  '8x8': 0.1,
};
