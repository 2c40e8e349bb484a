// What the depthwise convolution kernels have in common: overrides, and their weights.
import { activationCode, activationTraits } from '../activation-call';
import { channelAt, mergesLanes, spanWords } from '../channel-span';
import { type Call, sole, weightsFirst } from '../kernel';
import { type Packing, packingOf } from '../packing';
import { packBias } from './conv-packing';

/** Overrides of epilogue and input. */
export function depthwiseOverrides(call: Call<'conv2d'>) {
  return {
    ACTIVATION: activationCode(call.attributes.activation),
    UNALIGNED: Number(mergesLanes(call)),
    GATHERS: Number(gathersLanes(call)),
  };
}

/** Parts of the id that say what a kernel was specialised for. */
export function depthwiseTraits(call: Call<'conv2d'>): string[] {
  return [
    ...activationTraits(call.attributes.activation),
    ...(gathersLanes(call) ? ['gather'] : []),
    ...(mergesLanes(call) ? ['unaligned'] : []),
  ];
}

/**
 * Weights [k, 1, kh, kw] → [kh, kw, y words], or [kw, kh, y words] when `transposed`; then the bias [y words].
 * Both lie in the words of y's span, zero in lanes outside it.
 */
export function packDepthwiseConstants(call: Call<'conv2d'>, transposed = false): Packing[] {
  const [weights, bias] = weightsFirst(call);
  const y = sole(call.outputs).span;
  const lanes = 4 * spanWords(y);
  const [k = 0, , kH = 0, kW = 0] = weights.shape;
  const length = kH * kW * lanes;
  const pack = () => {
    const packed = new Float32Array(length);
    const { data } = weights;
    for (let tap = 0; tap < kH * kW; tap++) {
      const to = transposed ? (tap % kW) * kH + Math.floor(tap / kW) : tap;
      for (let lane = 0; lane < lanes; lane++) {
        const channel = channelAt(y, Math.floor(lane / 4), lane % 4);
        if (channel < 0 || channel >= k) continue;
        packed[to * lanes + lane] = data[channel * kH * kW + tap] ?? 0;
      }
    }
    return packed;
  };
  const layout = [y.first % 4, lanes, transposed];
  return [packingOf(weights, layout, length, pack), packBias(bias, y, 1)];
}

/** Channels of y per channel of x. */
export function channelMultiplier(call: Call<'conv2d'>): number {
  return (sole(call.outputs).shape.at(-1) ?? 1) / call.attributes.groups;
}

/** Whether a word of y needs lanes of x other than its own. */
export function gathersLanes(call: Call<'conv2d'>): boolean {
  const [x, y] = [sole(call.inputs).span, sole(call.outputs).span];
  return channelMultiplier(call) > 1 || x.first % 4 !== y.first % 4;
}
