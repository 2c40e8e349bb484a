// Arithmetic of spans of channels, the TypeScript half of shaders/lib/channel-span.wgsl.
import { ceilDiv } from '../util/math';
import type { Call, Span } from './kernel';

/** Words of each pixel that a span touches. */
export function spanWords({ first, end }: Span): number {
  return ceilDiv(end, 4) - Math.floor(first / 4);
}

/** Whether a span starts or ends inside a word, so that a write must keep its neighbours' lanes. */
function isPartial({ first, end }: Span): boolean {
  return first % 4 !== 0 || end % 4 !== 0;
}

/** Whether y's words have to be merged: for kernels whose weights are packed in the words of x and y. */
export function mergesLanes(call: Call): boolean {
  return call.outputs.some(({ span }) => isPartial(span));
}

/** Whether y's words have to be merged or x's lanes shifted: for kernels that carry channels from x to y. */
export function shiftsLanes(call: Call): boolean {
  const [x] = call.inputs;
  const [y] = call.outputs;
  return mergesLanes(call) || (x?.span.first ?? 0) % 4 !== (y?.span.first ?? 0) % 4;
}

/** The channel of a value that lane `lane` of its span's word `word` holds; outside 0…channels−1 for padding. */
export function channelAt({ first }: Span, word: number, lane: number): number {
  return 4 * (Math.floor(first / 4) + word) + lane - first;
}
