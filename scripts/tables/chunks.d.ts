// Types of chunks.js.

/** One chunk; kernels in the order in which they are asked. */
export interface Chunk {
  readonly shaderTable: string;
  readonly ops: readonly string[];
  readonly kernels: readonly string[];
  readonly shaders: readonly string[];
}

/** All chunks by name. */
export type Chunks = Readonly<Record<string, Chunk>>;

/** chunks.json. */
export declare function readChunks(): Chunks;

/** The items of a chunk in its order. */
export declare function pick<T extends { readonly stem: string }>(
  items: readonly T[],
  stems: readonly string[],
  kind: string,
): T[];

/** Everything that the folders have is in one chunk, once. */
export declare function refuseHomeless(
  items: readonly { readonly stem: string }[],
  stems: readonly string[],
  kind: string,
): void;

/** A stem as TypeScript writes it. */
export declare function camelCase(stem: string): string;

/** The text of a table. */
export declare function written(from: string, lines: readonly string[]): string;
