// Windows that slide over feature maps: what convolutions and pools share.
import type { Shape } from '../tensor/tensor';
import { featureMapSize } from './feature-map';
import type { Misfit } from './misfit';

/** Zeros (convolution) or nothing (pooling) around a feature map, in pixels. */
export interface Pads {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

/** A window that slides over a feature map. Pairs are [vertical, horizontal]. */
export interface Window {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
  readonly pads: Pads;
}

/** The attributes of a window. */
export const WINDOW = { kernel: 'pixelPair', strides: 'pixelPair', pads: 'pads' } as const;

/** No padding. */
export const NO_PADS: Pads = { top: 0, left: 0, bottom: 0, right: 0 };

/** The same padding on all four sides. */
export function evenPads(pad: number): Pads {
  return { top: pad, left: pad, bottom: pad, right: pad };
}

/** Whether every output pixel comes from the input pixel at the same place. */
export function isPointwise({ kernel, strides, pads }: Window): boolean {
  const ones = [...kernel, ...strides].every((size) => size === 1);
  return ones && Object.values(pads).every((pad) => pad === 0);
}

/**
 * Output positions of a sliding window along one axis. `ceil` rounds up as Caffe does, and drops a
 * last window that would start in the padding.
 */
export function windowPositions(
  size: number,
  window: { kernel: number; stride: number; dilation: number; before: number; after: number },
  ceil = false,
): number {
  const { kernel, stride, dilation, before, after } = window;
  const span = size + before + after - (dilation * (kernel - 1) + 1);
  if (!ceil) return Math.floor(span / stride) + 1;
  const positions = Math.ceil(span / stride) + 1;
  return (positions - 1) * stride >= size + before ? positions - 1 : positions;
}

/** [n, oh, ow] of a window over a feature map. @throws GraphError when no window fits, or a number makes no sense. */
export function windowedSize(
  { kernel, strides, pads }: Window,
  dilations: readonly [number, number],
  x: Shape,
  ceil: boolean,
  misfit: Misfit,
): [n: number, oh: number, ow: number] {
  const [n, h, w] = featureMapSize(x, misfit);
  const sizes = [...kernel, ...strides, ...dilations];
  if (!sizes.every((size) => Number.isInteger(size) && size > 0)) {
    throw misfit(`has kernel, strides and dilations ${sizes}; all must be positive whole numbers`);
  }
  checkPads(pads, misfit);
  const along = (size: number, axis: 0 | 1, before: number, after: number) =>
    windowPositions(
      size,
      { kernel: kernel[axis], stride: strides[axis], dilation: dilations[axis], before, after },
      ceil,
    );
  const oh = along(h, 0, pads.top, pads.bottom);
  const ow = along(w, 1, pads.left, pads.right);
  if (oh < 1 || ow < 1) throw misfit(`has a window larger than its ${h}×${w} input`);
  return [n, oh, ow];
}

/** @throws GraphError when a pad is no whole number, or below zero */
export function checkPads({ top, left, bottom, right }: Pads, misfit: Misfit): void {
  const sizes = [top, left, bottom, right];
  if (!sizes.every((size) => Number.isInteger(size) && size >= 0)) {
    throw misfit(`has pads ${sizes}; all must be whole numbers, 0 or more`);
  }
}
