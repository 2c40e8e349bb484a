// Bias, activation or a plain copy on its own: shaders/bias-activation.wgsl.
import type { OpAttributes } from '../ir/ops';
import { ceilDiv } from '../util/math';
import { activationCode } from './activation-code';
import { shiftsLanes, spanWords } from './channel-span';
import { packBias } from './conv-packing';
import { type Call, defineKernel, sole } from './kernel';
import { biasActivation as shader } from './shaders.gen';

type Ops = 'bias-add' | 'activation' | 'copy';

/** Workgroups that every WebGPU device dispatches along one axis. */
const MOST_WORKGROUPS = 65_535;

/** What no convolution took into its epilogue. */
export const biasActivation = defineKernel<typeof shader, Ops>({
  shader,
  ops: ['bias-add', 'activation', 'copy'],
  variants: [
    { tile: '', workgroup: [8, 8], blockK: 0 },
    { tile: '', workgroup: [16, 1], blockK: 0 },
  ],
  accepts: ({ op, constants }) => op !== 'bias-add' || constants.length === 1,
  traits: (call) => {
    const activation = activationOf(call);
    return [
      ...(activation === 'none' ? [] : [activation]),
      ...(shiftsLanes(call) ? ['unaligned'] : []),
    ];
  },
  overrides: (call, { workgroup }) => ({
    WG_X: workgroup[0],
    WG_Y: workgroup[1],
    ACTIVATION: activationCode(activationOf(call)),
    UNALIGNED: Number(shiftsLanes(call)),
  }),
  params: (call) => ({ x: sole(call.inputs).span, y: sole(call.outputs).span }),
  workgroups: (call, { workgroup }) => {
    const { span } = sole(call.outputs);
    const rows = ceilDiv(span.pixels, workgroup[1]);
    const folds = ceilDiv(rows, MOST_WORKGROUPS);
    return [ceilDiv(spanWords(span), workgroup[0]), ceilDiv(rows, folds), folds];
  },
  packConstants: (call) => [packBias(call.constants[0], sole(call.outputs).span, 1)],
});

function activationOf({ attributes }: Call<Ops>): OpAttributes['activation']['activation'] {
  return 'activation' in attributes ? attributes.activation : 'none';
}
