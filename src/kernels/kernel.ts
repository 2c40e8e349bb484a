// What a kernel is to the scheduler: a shader family and pure functions from a node to the numbers that it needs.
import type { OpAttributes, OpName } from '../ops/registry';
import type { CodedWeights } from '../tensor/coded-weights';
import type { Precision } from '../tensor/elements';
import { wordsPerPixel } from '../tensor/layout';
import { channelsOf, pixelsOf, type Shape, type Tensor } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import { ceilDiv } from '../util/math';
import type { Packing } from './packing';
import { encodeParams } from './params';
import {
  elementBindingsOf,
  linkShader,
  type NumbersOf,
  overridesAmong,
  type ParamsOf,
  type Shader,
} from './shader';

/** A value's place in its NHWC4 buffer; `struct Span` in shaders/lib/channel-span.wgsl. */
export interface Span {
  readonly pixels: number;
  /** vec4 words of one pixel of the whole buffer. */
  readonly words: number;
  /** Channel of the buffer at which the value starts. */
  readonly first: number;
  /** Channel of the buffer behind its last one; includes the buffer's padding when the value reaches it. */
  readonly end: number;
}

/** A value as a kernel sees it. */
export interface Operand {
  /** NHWC or [n, c]. */
  readonly shape: Shape;
  readonly span: Span;
}

/** A node as a kernel sees it: weights apart from what lies in buffers as values do. */
export interface Call<O extends OpName = OpName> {
  readonly op: O;
  readonly attributes: OpAttributes[O];
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
  /** Weights (OIHW), biases and the like, which the kernel packs; in the node's order. */
  readonly constants: readonly Tensor[];
}

/** Members of the shader family "weights". */
export type WeightReading = 'each' | 'quad';

/** One set of constants of a kernel. */
export interface Variant {
  /** Register tile, pixels × words: "8x4"; empty where the shader has none. */
  readonly tile: string;
  /** How weights are read, where that is a choice: by each invocation for itself, or by four for each other. */
  readonly weights?: WeightReading;
  readonly workgroup: readonly [number, number];
  /** Words of the reduction that are staged in workgroup memory at a time; 0 where none are. */
  readonly blockK: number;
  /** Whether its invocations wait for one another. */
  readonly barriers?: boolean;
  /** Along which axis an invocation's pixels lie, in kernels where that is a choice. */
  readonly axis?: 'row' | 'column';
  /** The kind of adapters that alone gain by it; where none is named, all may. */
  readonly only?: AdapterKind;
}

/** Workgroups that every WebGPU device dispatches along one axis. */
const MOST_WORKGROUPS = 65_535;

/** Workgroup memory that every WebGPU device has, in words of 16 bytes. */
export const WORKGROUP_WORDS = 16_384 / 16;

/** Numbers of workgroups along x, y, z. */
export type Workgroups = readonly [number, number, number];

/** Where OIHW weights lie once they are packed. */
export interface WeightLayout {
  /** Taps of a window. */
  readonly taps: number;
  /** Input channels of a filter. */
  readonly inputs: number;
  /** Lane of the first input channel in x's first word, and of the first output channel in y's. */
  readonly lanes: readonly [x: number, y: number];
  readonly xWords: number;
  /** Numbers in all, zeros around the weights included. */
  readonly length: number;
}

/** Weights or biases as a kernel reads them. */
export interface PackedConstant {
  /** Whether shaders read it as elements, which may be halves, rather than as floats. */
  readonly isOfElements: boolean;
  readonly packing: Packing;
  /** What a GPU can make the same of; null where it cannot. */
  readonly coded: { readonly weights: CodedWeights; readonly layout: WeightLayout } | null;
}

/** What a kernel makes of a call and a variant: all that a dispatch needs except buffers. */
interface Specialization {
  /** Names what was compiled, such as `conv2d-direct__f32_nhwc4_k3_s2_tanh_t8x2_wg16`. */
  readonly id: string;
  readonly code: string;
  readonly overrides: Readonly<Record<string, number>>;
  readonly params: ArrayBuffer;
  readonly workgroups: Workgroups;
  /** Weights and biases, in binding order. */
  readonly constants: readonly PackedConstant[];
}

/** One shader family, as the registry holds it. */
export interface Kernel {
  readonly shader: Shader;
  readonly ops: readonly OpName[];
  readonly variants: readonly Variant[];
  /** Whether it stages inputs in workgroup memory, where another kernel of the op reads them from global memory. */
  readonly isStaged: boolean;
  /** Whether invocations share each of its sums, where in another kernel of the op each has its own. */
  readonly isSplit: boolean;
  /** Whether the kernel computes this call. */
  readonly accepts: (call: Call) => boolean;
  readonly specialize: (call: Call, variant: Variant, precision?: Precision) => Specialization;
}

/** A kernel as its file writes it, typed by its shader and ops. */
export interface KernelDefinition<S extends Shader, O extends OpName> {
  readonly shader: S;
  readonly ops: readonly O[];
  readonly variants: readonly Variant[];
  /** What it asks of a call besides its op and one computed input, or as many as `operands` says. */
  readonly accepts?: (call: Call<O>) => boolean;
  readonly operands?: readonly number[];
  readonly isStaged?: boolean;
  readonly isSplit?: boolean;
  /** Parts of the id that say for what the variant was specialised, such as `k3` and `tanh`. */
  readonly traits: (call: Call<O>) => readonly string[];
  /** Overrides, and the constants that linking prints. */
  readonly overrides: (call: Call<O>, variant: Variant) => NumbersOf<S>;
  readonly params: (call: Call<O>, variant: Variant) => ParamsOf<S>;
  readonly workgroups: (call: Call<O>, variant: Variant) => Workgroups;
  readonly packConstants?: (call: Call<O>, variant: Variant) => readonly Packing[];
  /** How the first constant lies, where it is weights in the order of `convWeightSteps`: coded ones can be decoded there. */
  readonly weightLayout?: (call: Call<O>, variant: Variant) => WeightLayout;
}

/** Makes a registry entry of a typed definition. */
export function defineKernel<S extends Shader, O extends OpName>(
  definition: KernelDefinition<S, O>,
): Kernel {
  const { shader } = definition;
  return {
    shader,
    ops: definition.ops,
    variants: definition.variants,
    isStaged: definition.isStaged ?? false,
    isSplit: definition.isSplit ?? false,
    accepts: (call) =>
      definition.ops.some((op) => op === call.op) &&
      (definition.operands ?? [1]).includes(call.inputs.length) &&
      (definition.accepts?.(call as Call<O>) ?? true),
    specialize: (anyCall, variant, precision = 'f32') => {
      const call = anyCall as Call<O>;
      const numbers = definition.overrides(call, variant);
      return {
        id: specializationId(shader, variant, definition.traits(call), precision),
        code: linkShader(shader, { ...choicesOf(variant), types: precision }, numbers),
        overrides: overridesAmong(shader, numbers),
        params: encodeParams(shader, definition.params(call, variant)),
        workgroups: definition.workgroups(call, variant),
        constants: packedConstants(definition, call, variant),
      };
    },
  };
}

/** As many as the shader has bindings besides operands and Params: tests of every plan hold kernels to it. */
function packedConstants<S extends Shader, O extends OpName>(
  { shader, packConstants, weightLayout }: KernelDefinition<S, O>,
  call: Call<O>,
  variant: Variant,
): PackedConstant[] {
  const weights = call.constants[0]?.coded;
  const isOfElements = elementBindingsOf(shader);
  return (packConstants?.(call, variant) ?? []).map((packing, index) => ({
    isOfElements: isOfElements[call.inputs.length + index] ?? false,
    packing,
    coded:
      index === 0 && weights && weightLayout
        ? { weights, layout: weightLayout(call, variant) }
        : null,
  }));
}

/** Members of the families that a variant chooses; that of the element types is the device's. */
export function choicesOf({ tile, weights = 'each' }: Variant): Record<string, string> {
  const [pixels = '', words = ''] = tile.split('x');
  return { pixels, words, weights };
}

/** One axis of workgroups, folded over y where it is longer than a grid's axis may be. */
export function foldGrid(count: number): Workgroups {
  const folds = ceilDiv(count, MOST_WORKGROUPS);
  return [ceilDiv(count, folds), folds, 1];
}

/** Name of a variant without what it is specialised for: `conv2d-direct__f32_nhwc4_t8x2_wg16x1`. */
export function variantId(shader: Shader, variant: Variant, precision: Precision = 'f32'): string {
  return specializationId(shader, variant, [], precision);
}

function specializationId(
  shader: Shader,
  variant: Variant,
  traits: readonly string[],
  precision: Precision,
): string {
  const { tile, weights, workgroup, blockK, axis } = variant;
  const [x, y] = workgroup;
  const parts = [precision, 'nhwc4', ...traits];
  if (axis) parts.push(axis);
  if (tile !== '') parts.push(`t${tile}`);
  if (weights === 'quad') parts.push('quad');
  parts.push(y === 1 ? `wg${x}` : `wg${x}x${y}`);
  if (blockK > 0) parts.push(`b${blockK}`);
  return `${shader.stem}__${parts.join('_')}`;
}

/** The whole of a buffer as an operand: a value that is not part of another one. */
export function wholeOperand(shape: Shape): Operand {
  const words = wordsPerPixel(channelsOf(shape));
  return { shape, span: { pixels: pixelsOf(shape), words, first: 0, end: 4 * words } };
}

/** The operand of a value that starts at channel `first` of a buffer whose pixels hold `bufferChannels`. */
export function operandInside(shape: Shape, first: number, bufferChannels: number): Operand {
  const words = wordsPerPixel(bufferChannels);
  const channelEnd = first + channelsOf(shape);
  const end = channelEnd === bufferChannels ? 4 * words : channelEnd;
  return { shape, span: { pixels: pixelsOf(shape), words, first, end } };
}

/** A call's constants, of which kernels with weights have those first. @throws RangeError when there are none */
export function weightsFirst({
  op,
  constants,
}: Call): readonly [Tensor, ...(Tensor | undefined)[]] {
  const [weights, ...rest] = constants;
  if (!weights) throw new RangeError(`A ${op} without weights cannot be packed.`);
  return [weights, ...rest];
}

/** The only input or output of most calls. @throws RangeError when there is none. */
export function sole(operands: readonly Operand[]): Operand {
  const [operand] = operands;
  if (!operand) throw new RangeError('The node has no operand.');
  return operand;
}
