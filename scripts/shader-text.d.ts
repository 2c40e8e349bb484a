// Types of shader-text.js for its test.

/** Short names for the functions and constants of texts that are linked with one another, the most frequent first. */
export declare function sharedNames(
  sources: readonly string[],
  entryPoints: ReadonlySet<string>,
): Map<string, string>;

/** The text as it is downloaded. */
export declare function minifyShader(source: string, shared: ReadonlyMap<string, string>): string;
