// Softmax and the k largest probabilities in one dispatch: shaders/softmax-top-k.wgsl.
import { channelsOf } from '../../tensor/tensor';
import { ceilDiv, roundUp } from '../../util/math';
import { type Call, defineKernel, sole } from '../kernel';
import { softmaxTopK as shader } from './shaders.gen';

/** Entries that one invocation ranks. */
const ENTRIES = 4;
/** Channels that one pipeline has room for are multiples of this: networks of about as many classes share it. */
const CAPACITY_STEP = 128;
/**
 * The most channels: a row and the partial results of 64 invocations have to fit into 16 KiB of workgroup memory, WebGPU's
 * default maxComputeWorkgroupStorageSize.
 */
export const MOST_RANKED_CHANNELS = 3968;

/** Probabilities, and values and indices of the k largest of each row. */
export const softmaxTopK = defineKernel({
  shader,
  ops: ['softmax-top-k'],
  variants: [
    { tile: '', workgroup: [64, 1], blockK: 0, barriers: true },
    { tile: '', workgroup: [16, 1], blockK: 0, barriers: true },
  ],
  accepts: (call) => channelsOf(sole(call.inputs).shape) <= MOST_RANKED_CHANNELS,
  traits: (call) => [`c${capacityOf(call)}`],
  // Reads and writes single lanes, so that spans need neither merging nor shifting.
  overrides: (call, { workgroup }) => ({
    WG: workgroup[0],
    UNALIGNED: 0,
    CAPACITY: capacityOf(call),
  }),
  params: (call) => {
    const x = sole(call.inputs);
    const [y, values] = [sole(call.outputs), sole(call.outputs.slice(1))];
    return {
      x: x.span,
      y: y.span,
      channels: channelsOf(x.shape),
      k: call.attributes.k,
      row_length: 4 * values.span.words,
    };
  },
  workgroups: (call, { workgroup }) => {
    const x = sole(call.inputs);
    return [ceilDiv(channelsOf(x.shape), ENTRIES * workgroup[0]), x.span.pixels, 1];
  },
});

/** Channels that the pipeline has room for. */
function capacityOf({ inputs }: Call): number {
  return roundUp(channelsOf(sole(inputs).shape), CAPACITY_STEP);
}
