// What an op's cases file gives: attributes that it is tested with, and what it reads besides x. Never shipped.

import type { Shape } from '../tensor/tensor';
import { type Activation, RELU6 } from './elementwise/functions';
import type { SomeOp } from './op';
import type { Domain } from './reference';
import type { Attributes } from './schema';

/** The value that an op is tested on, [batch, ...size, channels]. */
export interface CaseInput {
  readonly batch: number;
  /** Height and width. */
  readonly size: readonly [number, number];
  readonly channels: number;
  /** Output channels of layers with weights. */
  readonly filters: number;
  /**
   * What the second operand of `add` and its like repeats over, and which of the two is a constant; that of `matmul` is
   * constant or not.
   */
  readonly second: (typeof SECONDS)[number];
  /** Whether a fully-connected layer or a softmax reads a feature map rather than vectors. */
  readonly flattens: boolean;
}

/** What a second operand can be. */
export const SECONDS = [
  'nothing',
  'pixels',
  'everything',
  'everything, constant',
  'nothing, constant',
  'nothing, first constant',
] as const;

/** Something that an op reads besides x. */
export interface CaseOperand {
  readonly name: string;
  readonly shape: Shape;
  readonly isConstant: boolean;
  /** Whether it comes before x. */
  readonly isFirst?: boolean;
}

/** How an op is tested. */
export interface Cases<O extends SomeOp> {
  /** The attributes, each a case, for one image of this size and this many channels. */
  readonly attributes: (
    input: Pick<CaseInput, 'size' | 'channels'>,
  ) => readonly Attributes<O['attributes']>[];
  /** The same attributes for a batch, where they depend on it. */
  readonly inBatch?: (
    attributes: Attributes<O['attributes']>,
    input: CaseInput,
  ) => Attributes<O['attributes']>;
  /** The shape of x, where it is no feature map of that size. */
  readonly x?: (attributes: Attributes<O['attributes']>, input: CaseInput) => Shape;
  /** What is read besides x, in order; nothing where it is not given. `x` is its shape. */
  readonly operands?: (
    attributes: Attributes<O['attributes']>,
    input: CaseInput,
    x: Shape,
  ) => readonly CaseOperand[];
  /** Names of the outputs; one where they are not given. */
  readonly outputs?: readonly string[];
  /** Whether sums grow with the channels: then it is tested with many, too. */
  readonly isSum?: boolean;
  /** Kernels that take turns in accepting the choices. */
  readonly kernels?: number;
  /** Whether it treats each row by itself, and writes single lanes: it is not tested inside wider buffers. */
  readonly isByRow?: boolean;
  /** What numbers it is defined for; all where it is not given. */
  readonly domain?: Domain | ((attributes: Attributes<O['attributes']>) => Domain);
}

/** A step that the test data's sums are multiples of, so that both sides round the same number. */
export const QUANTIZE: Activation = { quantize: { scale: 1 / 16, low: -1.5, high: 2.25 } };

/** Activations of layers. */
export const LAYER_ACTIVATIONS: readonly Activation[] = ['relu', 'none', RELU6, QUANTIZE];

/** Of an op without attributes on a feature map, once. */
export const plainCases = { attributes: () => [{}] };

/** A weight, a bias or the like. */
export function weight(name: string, shape: Shape): CaseOperand {
  return { name, shape, isConstant: true };
}
