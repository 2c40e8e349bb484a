// What several tests of ops and graphs need: nodes without a graph, attributes with defaults.

import type { Shape } from '../tensor/tensor';
import type { Conv2dAttributes } from './conv/conv2d';
import type { WinogradForm } from './conv/winograd';
import { inferOutputs } from './infer-outputs';
import type { ValueType } from './op';
import type { MaxPool2dAttributes } from './pool/max-pool2d';
import type { AnyOp, OpName } from './registry';
import { NO_PADS } from './window';

/** Winograd convolutions of windows of 3×3 with stride 1, then others: all transforms that there are. */
export const WINOGRAD_FORMS: readonly WinogradForm[] = [
  { tile: 2, kernel: 3, stride: 1 },
  { tile: 4, kernel: 3, stride: 1 },
  { tile: 2, kernel: 5, stride: 1 },
  { tile: 3, kernel: 7, stride: 2 },
  { tile: 4, kernel: 5, stride: 2 },
  { tile: 4, kernel: 11, stride: 4 },
];

/** An op with a name for itself and for what it reads and gives, as graphs have it. */
type NamedOp = AnyOp & {
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

/** A 1×1 convolution with stride 1, but for what is given. */
export function convAttributes(given: Partial<Conv2dAttributes> = {}): Conv2dAttributes {
  return {
    kernel: [1, 1],
    strides: [1, 1],
    pads: NO_PADS,
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  };
}

/** A 3×3 max pool with stride 2, rounded down, but for what is given. */
export function poolAttributes(given: Partial<MaxPool2dAttributes> = {}): MaxPool2dAttributes {
  return { kernel: [3, 3], strides: [2, 2], pads: NO_PADS, ceilMode: false, ...given };
}

/** Types of a node's outputs, of inputs of these shapes. */
export function inferFrom(node: NamedOp, shapes: readonly Shape[]): ValueType[] {
  return inferOutputs(
    node,
    shapes.map((shape) => ({ shape, dtype: 'f32' })),
  );
}

/** A node with one output of its own name. */
export function nodeOf(
  op: OpName,
  name: string,
  inputs: readonly string[],
  attributes: object = {},
): NamedOp {
  return { name, op, inputs, outputs: [name], attributes } as NamedOp;
}
