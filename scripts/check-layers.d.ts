// Types of check-layers.js for its test.

/**
 * All complaints about a set of files; empty when the layers hold.
 * @param files Path from the project's root (with /) → text.
 */
export declare function checkLayers(files: ReadonlyMap<string, string>): string[];
