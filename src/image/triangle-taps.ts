// Antialiased bilinear resampling along one axis: a triangle filter, widened by the scale factor when shrinking. Positions and weights
// as in Pillow and torchvision (antialias): pixel i covers [i, i + 1).

/** Weighted source pixels of every output pixel along one axis: the same number for each, the last of them of weight 0. */
export interface Taps {
  readonly count: number;
  /** The first source pixel, by output pixel. */
  readonly first: Int32Array<ArrayBuffer>;
  /** `count` for each output pixel; they sum to 1. */
  readonly weights: Float64Array;
}

/** A part of a resized axis. */
export interface AxisPart {
  /** Output pixels, and the first of them in the resized axis. */
  readonly size: number;
  readonly start: number;
  /** Source pixels. */
  readonly length: number;
  /** Source pixels per resized pixel. */
  readonly scale: number;
}

/** Where the triangle above each output pixel lies, and its shares there. */
export function triangleTaps({ size, start, length, scale }: AxisPart): Taps {
  const widen = Math.max(scale, 1);
  const count = Math.ceil(2 * widen) + 1;
  const first = new Int32Array(size);
  const weights = new Float64Array(size * count);
  for (let i = 0; i < size; i++) {
    const centre = (start + i + 0.5) * scale;
    const from = Math.max(Math.trunc(centre - widen + 0.5), 0);
    const end = Math.min(Math.trunc(centre + widen + 0.5), length);
    const shares = Array.from({ length: end - from }, (_, tap) =>
      Math.max(1 - Math.abs(from + tap + 0.5 - centre) / widen, 0),
    );
    const total = shares.reduce((sum, share) => sum + share, 0);
    first[i] = from;
    weights.set(
      shares.map((share) => share / total),
      i * count,
    );
  }
  return { count, first, weights };
}
