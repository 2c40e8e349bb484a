// Weights that share few values: a codebook, and for each weight its place there.

/** Codes into a codebook of up to 256 values. */
export interface Palette {
  readonly codebook: Float32Array<ArrayBuffer>;
  /** One for each weight, each below the codebook's length. */
  readonly codes: Uint8Array;
}

/** The weights. */
export function readPalette({ codebook, codes }: Palette): Float32Array<ArrayBuffer> {
  const weights = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) weights[i] = codebook[codes[i] as number] as number;
  return weights;
}
