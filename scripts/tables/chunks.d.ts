/** The items of a chunk in its order. */
export function pick<T extends { readonly stem: string }>(
  items: readonly T[],
  stems: readonly string[],
  kind: string,
): T[];

/** Everything that the folders have is in one chunk, once. */
export function refuseHomeless(
  items: readonly { readonly stem: string }[],
  stems: readonly string[],
  kind: string,
): void;

/** A stem as TypeScript writes it. */
export function camelCase(stem: string): string;
