// Binary floating-point formats that devices compute in, as far as errors depend on them.

/** A format of IEEE 754. */
export interface NumberFormat {
  /** Distance between neighbouring numbers, relative to the power of two below them. */
  readonly ulp: number;
  /** Results below the least normal number may be flushed to zero: WGSL leaves that to the device. */
  readonly smallestNormal: number;
  /** Distance between the least numbers. */
  readonly leastStep: number;
  /** WGSL's absolute error of log2 near one, https://www.w3.org/TR/WGSL/#floating-point-accuracy. */
  readonly logError: number;
  /** The largest absolute error of tanh. */
  readonly tanhError: number;
}

/** float32. */
export const FLOAT32: NumberFormat = {
  ulp: 2 ** -23,
  smallestNormal: 2 ** -126,
  leastStep: 2 ** -149,
  logError: 2 ** -21,
  tanhError: 1e-5,
};

/** float16. */
export const FLOAT16: NumberFormat = {
  ulp: 2 ** -10,
  smallestNormal: 2 ** -14,
  leastStep: 2 ** -24,
  logError: 2 ** -7,
  // As sinh over cosh: of two exponentials each.
  tanhError: 2 ** -7,
};
