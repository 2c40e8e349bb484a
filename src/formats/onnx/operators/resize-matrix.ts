// Resizing along one axis as a matrix: which numbers each one is the weighted sum of. By ONNX's definition of Resize, whose
// cubic kernel is that of Keys 1981, "Cubic convolution interpolation for digital image processing".

/** What becomes of an axis. */
export interface AxisResize {
  readonly length: number;
  readonly size: number;
  readonly scale: number;
  /** The part that is taken, of an axis from 0 to 1. */
  readonly start: number;
  readonly end: number;
  readonly mode: string;
  readonly coordinates: string;
  readonly rounding: string;
  /** Whether the kernel is widened where the axis shrinks. */
  readonly isAntialiased: boolean;
  /** Whether places outside of the axis have no weight, rather than that of its ends. */
  readonly excludesOutside: boolean;
  readonly cubicCoefficient: number;
}

/** Weights [size, length], and which places lie outside of a part that is taken: all of their weights are zero. */
export function resizeMatrix(resize: AxisResize): {
  readonly weights: Float64Array;
  readonly outside: readonly boolean[];
} {
  const { length, size } = resize;
  const weights = new Float64Array(size * length);
  const outside = Array.from({ length: size }, (_, i) => {
    const place = placeOf(resize, i);
    const isOutside =
      resize.coordinates === 'tf_crop_and_resize' && (place < 0 || place > length - 1);
    if (!isOutside) addWeights(weights.subarray(i * length, (i + 1) * length), resize, place);
    return isOutside;
  });
  return { weights, outside };
}

/** Where the i-th number lies on the axis that is resized. */
function placeOf({ coordinates, length, size, scale, start, end }: AxisResize, i: number): number {
  const halfPixel = (i + 0.5) / scale - 0.5;
  switch (coordinates) {
    case 'asymmetric':
      return i / scale;
    case 'align_corners':
      return size === 1 ? 0 : (i * (length - 1)) / (size - 1);
    case 'pytorch_half_pixel':
      return size > 1 ? halfPixel : 0;
    case 'half_pixel_symmetric':
      return (length / 2) * (1 - size / (scale * length)) + halfPixel;
    case 'tf_crop_and_resize':
      return size > 1
        ? start * (length - 1) + (i * (end - start) * (length - 1)) / (size - 1)
        : 0.5 * (start + end) * (length - 1);
    default:
      return halfPixel;
  }
}

function addWeights(row: Float64Array, resize: AxisResize, place: number): void {
  const { length, mode, scale, isAntialiased, excludesOutside } = resize;
  if (mode === 'nearest') {
    row[clamp(rounded(place, resize.rounding), length)] = 1;
    return;
  }
  const kernel = mode === 'cubic' ? cubicKernel(resize.cubicCoefficient) : linearKernel;
  const widening = isAntialiased ? Math.max(1 / scale, 1) : 1;
  const reach = (mode === 'cubic' ? 2 : 1) * widening;
  let sum = 0;
  for (let at = Math.ceil(place - reach); at <= Math.floor(place + reach); at++) {
    const isOutside = at < 0 || at >= length;
    const weight = isOutside && excludesOutside ? 0 : kernel((at - place) / widening);
    const to = clamp(at, length);
    row[to] = (row[to] ?? 0) + weight;
    sum += weight;
  }
  for (const [at, weight] of row.entries()) row[at] = weight / sum;
}

function linearKernel(distance: number): number {
  return Math.max(1 - Math.abs(distance), 0);
}

function cubicKernel(a: number): (distance: number) => number {
  return (distance) => {
    const t = Math.abs(distance);
    if (t <= 1) return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1;
    return t < 2 ? a * (t ** 3 - 5 * t ** 2 + 8 * t - 4) : 0;
  };
}

function rounded(place: number, rounding: string): number {
  switch (rounding) {
    case 'floor':
      return Math.floor(place);
    case 'ceil':
      return Math.ceil(place);
    case 'round_prefer_ceil':
      return Math.floor(place + 0.5);
    default:
      return Math.ceil(place - 0.5);
  }
}

function clamp(at: number, length: number): number {
  return Math.min(Math.max(at, 0), length - 1);
}
