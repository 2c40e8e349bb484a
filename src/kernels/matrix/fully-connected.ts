// Fully connected layer: shaders/fully-connected.wgsl.
import { isPointwise } from '../../ops/window';
import { ceilDiv } from '../../util/math';
import { activationCode, activationParams, activationTraits } from '../activation-call';
import { mergesLanes, spanWords } from '../channel-span';
import { filterSteps, packBias, weightLayout } from '../conv/conv-packing';
import { type Call, defineKernel, sole, weightsFirst } from '../kernel';
import { packingOf } from '../packing';
import { fullyConnected as shader } from '../shaders.gen';

/** A vector, or all of a feature map, times a matrix; also a 1×1 convolution of maps of one pixel. */
export const fullyConnected = defineKernel({
  shader,
  ops: ['fully-connected', 'conv2d'],
  variants: [
    { tile: '', workgroup: [16, 4], blockK: 0, barriers: true },
    { tile: '', workgroup: [64, 1], blockK: 0, barriers: true },
    { tile: '', workgroup: [1, 16], blockK: 0 },
  ],
  accepts: (call) => call.constants.length > 0 && (isLayer(call) || isOfOnePixel(call)),
  traits: (call) => [
    ...activationTraits(call.attributes.activation),
    ...(mergesLanes(call) ? ['unaligned'] : []),
  ],
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    ACTIVATION: activationCode(call.attributes.activation),
    UNALIGNED: Number(mergesLanes(call)),
  }),
  params: (call) => ({
    x: sole(call.inputs).span,
    y: sole(call.outputs).span,
    activation: activationParams(call.attributes.activation),
    image_pixels: imagePixels(call),
  }),
  workgroups: (call, { workgroup }) => {
    const { span } = sole(call.outputs);
    return [1, ceilDiv(spanWords(span), workgroup[1]), span.pixels];
  },
  packConstants: (call) => {
    const [weights, bias] = weightsFirst(call);
    const y = sole(call.outputs).span;
    const x = sole(call.inputs);
    const pixels = imagePixels(call);
    // A 1×`pixels` convolution has the same weights, but with the pixels behind the channels.
    const [k = 0, features = 0] = weights.shape;
    const channels = features / pixels;
    const shape = [k, channels, 1, pixels];
    const layout = weightLayout(shape, x.span, y, 1);
    const pack = () => {
      const { data } = weights;
      const row = new Float32Array(features);
      const rowOf = (out: number) => {
        for (let i = 0; i < features; i++) {
          row[(i % channels) * pixels + Math.floor(i / channels)] = data[out * features + i] ?? 0;
        }
        return row;
      };
      return filterSteps(k, rowOf, layout);
    };
    return [packingOf(weights, [layout], layout.length, pack), packBias(bias, y, 1)];
  },
});

type Layer = Call<'fully-connected' | 'conv2d'>;

function isLayer(call: Layer): boolean {
  return call.op === 'fully-connected';
}

/** Whether a convolution is a product of vectors and a matrix, all that a register tile of pixels would have too few for. */
function isOfOnePixel(call: Layer): boolean {
  const convolution = call as Call<'conv2d'>;
  const { groups, prologue } = convolution.attributes;
  const isPlain = groups === 1 && prologue === undefined && isPointwise(convolution.attributes);
  return isPlain && imagePixels(call) === 1;
}

/** Pixels of x that one output vector is computed from. */
function imagePixels(call: Layer): number {
  const x = sole(call.inputs);
  return x.span.pixels / (x.shape[0] ?? 1);
}
