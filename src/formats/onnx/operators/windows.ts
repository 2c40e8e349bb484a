// Windows of convolutions and pools: kernel, strides, dilations and padding, as attributes say them.
import type { Pads, Window } from '../../../ops/window';
import type { Shape } from '../../../tensor/tensor';
import { intsOf, stringOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';

type Pair = readonly [number, number];

/** A window whose taps may lie apart. */
export interface DilatedWindow extends Window {
  readonly dilations: Pair;
}

/**
 * The window of a node over an image of height and width `size`.
 * @throws UnsupportedError unless it is two-dimensional; ModelFormatError when it contradicts itself.
 */
export function windowOf(net: OnnxNet, node: OnnxNode, kernel: Pair, size: Pair): DilatedWindow {
  const strides = pairOf(net, node, 'strides');
  const dilations = pairOf(net, node, 'dilations');
  if (![...kernel, ...strides, ...dilations].every((n) => Number.isSafeInteger(n) && n > 0)) {
    throw net.misfit(node, `has the window ${kernel}, strides ${strides}, dilations ${dilations}`);
  }
  const window = { kernel, strides, dilations };
  return { ...window, pads: padsOf(net, node, window, size) };
}

/** The kernel of a pool. @throws as `windowOf` */
export function kernelOf(net: OnnxNet, node: OnnxNode): Pair {
  const kernel = intsOf(node, 'kernel_shape');
  if (!kernel) throw net.misfit(node, 'has no kernel_shape');
  return asPair(net, node, 'kernel_shape', kernel);
}

/** Height and width of a feature map [n, c, h, w]. @throws UnsupportedError for other ranks. */
export function imageSize(net: OnnxNet, node: OnnxNode, dims: Shape): Pair {
  if (dims.length !== 4) {
    throw net.unsupported(
      node,
      `has ${Math.max(dims.length - 2, 0)} spatial axes; Kindling computes with two`,
    );
  }
  return [dims[2] ?? 0, dims[3] ?? 0];
}

function pairOf(net: OnnxNet, node: OnnxNode, name: string): Pair {
  return asPair(net, node, name, intsOf(node, name) ?? [1, 1]);
}

function asPair(net: OnnxNet, node: OnnxNode, name: string, numbers: readonly number[]): Pair {
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === undefined || second === undefined) {
    throw net.misfit(node, `has ${name} [${numbers}], not one number for each of two axes`);
  }
  return [first, second];
}

function padsOf(
  net: OnnxNet,
  node: OnnxNode,
  window: Omit<DilatedWindow, 'pads'>,
  size: Pair,
): Pads {
  const auto = stringOf(node, 'auto_pad', 'NOTSET');
  switch (auto) {
    case 'NOTSET':
      return explicitPads(net, node);
    case 'VALID':
      return { top: 0, left: 0, bottom: 0, right: 0 };
    case 'SAME_UPPER':
    case 'SAME_LOWER': {
      const [vertical, horizontal] = [samePadding(window, size, 0), samePadding(window, size, 1)];
      const before = auto === 'SAME_UPPER' ? Math.floor : Math.ceil;
      const [top, left] = [before(vertical / 2), before(horizontal / 2)];
      return { top, left, bottom: vertical - top, right: horizontal - left };
    }
    default:
      throw net.misfit(node, `has auto_pad "${auto}"`);
  }
}

/** begins of all axes, then their ends. */
function explicitPads(net: OnnxNet, node: OnnxNode): Pads {
  const pads = intsOf(node, 'pads') ?? [0, 0, 0, 0];
  const [top = -1, left = -1, bottom = -1, right = -1] = pads;
  if (pads.length !== 4) throw net.misfit(node, `has pads [${pads}]; two axes need four`);
  if ([top, left, bottom, right].some((pad) => pad < 0)) {
    throw net.unsupported(node, `has negative pads [${pads}]`);
  }
  return { top, left, bottom, right };
}

/** As much padding as ⌈size / stride⌉ positions need. */
function samePadding(window: Omit<DilatedWindow, 'pads'>, size: Pair, axis: 0 | 1): number {
  const extent = (window.kernel[axis] - 1) * window.dilations[axis] + 1;
  const stride = window.strides[axis];
  const needed = (Math.ceil(size[axis] / stride) - 1) * stride + extent - size[axis];
  return Math.max(needed, 0);
}
