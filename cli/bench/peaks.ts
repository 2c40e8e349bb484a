// What is measured of the adapter itself. Types only: page-peaks.ts measures, in the page.

/** The shaders of bench/shaders/ as text. */
export interface PeakShaders {
  readonly fusedMultiplyAdd: string;
  readonly copy: string;
}

/** The most that the adapter was seen to do. */
export interface AdapterPeaks {
  /** Multiplications and additions per second. */
  readonly flopsPerSecond: number;
  /** Bytes read and written per second, between buffers larger than most caches. */
  readonly bytesPerSecond: number;
}
