// Types of part-sizes.js.

/** Every part: the files that it adds to the core's, their gzip bytes, and the kB that it may have. */
export declare function partSizes(): {
  readonly name: string;
  readonly files: readonly string[];
  readonly bytes: number;
  readonly most: number;
}[];
