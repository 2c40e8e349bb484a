// Where a resize reads: for every output position along an axis, the two input positions next to it and the weight of
// the second. Shared by the reference op and the kernel, so that both agree on which pixel is nearest.
import type { Resize2dAttributes } from './resize2d';

/** y = (1 − weight) · x[low] + weight · x[high]. */
export interface ResizeTap {
  readonly low: number;
  readonly high: number;
  readonly weight: number;
}

/** Taps along one axis (0 vertical, 1 horizontal) of an input of `inputSize` pixels. Float32 steps, as ONNX Runtime's. */
export function resizeTaps(a: Resize2dAttributes, axis: 0 | 1, inputSize: number): ResizeTap[] {
  return Array.from({ length: a.size[axis] }, (_, position) => {
    const at = sourcePosition(a, position, axis, inputSize);
    if (a.mode === 'nearest') {
      const nearest = clampIndex(roundPosition(at, a.rounding), inputSize);
      return { low: nearest, high: nearest, weight: 0 };
    }
    const inside = Math.min(Math.max(at, 0), inputSize - 1);
    const low = Math.floor(inside);
    return { low, high: Math.min(low + 1, inputSize - 1), weight: Math.fround(inside - low) };
  });
}

function sourcePosition(
  { size, scales, coordinates }: Resize2dAttributes,
  position: number,
  axis: 0 | 1,
  inputSize: number,
): number {
  const scale = Math.fround(scales[axis]);
  switch (coordinates) {
    case 'asymmetric':
      return Math.fround(position / scale);
    case 'align-corners':
      if (size[axis] === 1) return 0;
      return Math.fround(Math.fround(position * (inputSize - 1)) / (size[axis] - 1));
    case 'pytorch-half-pixel':
      if (size[axis] === 1) return 0;
      return halfPixel(position, scale);
    case 'half-pixel':
      return halfPixel(position, scale);
  }
}

function halfPixel(position: number, scale: number): number {
  return Math.fround(Math.fround((position + 0.5) / scale) - 0.5);
}

function roundPosition(at: number, rounding: Resize2dAttributes['rounding']): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(at);
    case 'ceil':
      return Math.ceil(at);
    case 'round-prefer-floor':
      return Math.ceil(at - 0.5);
    case 'round-prefer-ceil':
      return Math.floor(at + 0.5);
  }
}

function clampIndex(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
