// Convolutions of whole numbers of steps: the kernels of convolutions, with shaders/lib/requantized-result.wgsl in the place of
// what they make of their sums.
import { sumsOf } from '../../ops/conv/requantized-conv2d';
import type { Tensor } from '../../tensor/tensor';
import { stepsOf } from '../../util/at-once';
import { furtherLibraries } from '../further-shaders.gen';
import { type Call, type Kernel, type PackedConstant, sole } from '../kernel';
import type { Packing } from '../packing';
import { sharedLibraries } from '../shaders.gen';
import { packVector } from './conv-packing';
import { conv2dDirect } from './conv2d-direct';
import { conv2dDirectC3 } from './conv2d-direct-c3';
import { conv2dGrouped } from './conv2d-grouped';
import { conv2dPointwise } from './conv2d-pointwise';
import { conv2dPointwiseSplit } from './conv2d-pointwise-split';
import { conv2dPointwiseTiled } from './conv2d-pointwise-tiled';
import { conv2dTiled } from './conv2d-tiled';
import { depthwiseConv2d } from './depthwise-conv2d';
import { depthwiseConv2dBlock } from './depthwise-conv2d-block';
import { depthwiseConv2dTiled } from './depthwise-conv2d-tiled';

const OP = 'requantized-conv2d';

/** A kernel for each of those that compute convolutions, in their order. */
export const requantizedConv2d: readonly Kernel[] = [
  conv2dPointwise,
  conv2dPointwiseTiled,
  conv2dPointwiseSplit,
  conv2dDirectC3,
  conv2dDirect,
  conv2dTiled,
  depthwiseConv2dBlock,
  depthwiseConv2d,
  depthwiseConv2dTiled,
  conv2dGrouped,
].map(requantizing);

/** Shares the shader, and differs in its result and in what is packed behind the biases. */
function requantizing(kernel: Kernel): Kernel {
  return {
    ...kernel,
    ops: [OP],
    accepts: (call) => isOf(call) && kernel.accepts(convolution(call)),
    specialize: (call, variant, precision) => {
      if (!isOf(call)) throw new RangeError(`${call.op} is no ${OP}.`);
      const made = kernel.specialize(convolution(call), variant, precision);
      const [weights, bias, ...others] = made.constants as [PackedConstant, PackedConstant];
      return {
        ...made,
        id: `${made.id}_requantized`,
        code: requantizedCode(made.code),
        constants: [weights, withFactors(bias, call), ...others],
      };
    },
  };
}

/** @throws RangeError for a kernel that makes nothing of its sums by the library: it would give them as they are */
function requantizedCode(code: string): string {
  const [before, after] = code.split(sharedLibraries['layer-result']);
  if (after === undefined)
    throw new RangeError('A kernel for requantized sums has no layer_result.');
  return before + furtherLibraries['requantized-result'] + after;
}

function isOf(call: Call): call is Call<typeof OP> {
  return call.op === OP;
}

/** The call of the convolution, which knows no factors. */
function convolution(call: Call<typeof OP>): Call<'conv2d'> {
  const { attributes, constants } = call;
  return {
    ...call,
    op: 'conv2d',
    attributes: sumsOf(attributes),
    constants: constants.slice(0, 2),
  };
}

/** Biases, then factors in the same words; the same packing of the same numbers, however often they are asked for. */
function withFactors(
  { packing, ...bias }: PackedConstant,
  { constants, outputs }: Call<typeof OP>,
): PackedConstant {
  const factors = constants[2] as Tensor;
  const packings = known.get(factors) ?? new WeakMap<Packing, Packing>();
  known.set(factors, packings);
  const { length } = packing;
  const both = packings.get(packing) ?? {
    length: 2 * length,
    pack: function* () {
      const numbers = new Float32Array(2 * length);
      numbers.set(yield* stepsOf(packing.pack()));
      numbers.set(packVector(factors, sole(outputs).span, length / 4, 0), length);
      return numbers;
    },
  };
  packings.set(packing, both);
  return { ...bias, packing: both };
}

const known = new WeakMap<Tensor, WeakMap<Packing, Packing>>();
