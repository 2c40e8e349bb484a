// What several tests of the IR need: nodes without a graph, attributes with defaults.

import type { Conv2dAttributes } from '../ops/conv/conv2d';
import type { WinogradForm } from '../ops/conv/winograd';
import type { ValueType } from '../ops/op';
import type { MaxPool2dAttributes } from '../ops/pool/max-pool2d';
import type { OpName } from '../ops/registry';
import { NO_PADS } from '../ops/window';
import type { Shape } from '../tensor/tensor';
import type { AnyNode } from './graph';
import { inferOutputs } from './infer-outputs';

/** Winograd convolutions of windows of 3×3 with stride 1, then others: all transforms that there are. */
export const WINOGRAD_FORMS: readonly WinogradForm[] = [
  { tile: 2, kernel: 3, stride: 1 },
  { tile: 4, kernel: 3, stride: 1 },
  { tile: 2, kernel: 5, stride: 1 },
  { tile: 3, kernel: 7, stride: 2 },
  { tile: 4, kernel: 5, stride: 2 },
  { tile: 4, kernel: 11, stride: 4 },
];

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
export function inferFrom(node: AnyNode, shapes: readonly Shape[]): ValueType[] {
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
): AnyNode {
  return { name, op, inputs, outputs: [name], attributes } as AnyNode;
}
