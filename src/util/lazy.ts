// Work that is done when it is first asked for.

/** The result of `work`, which runs at the first call and never again. */
export function once<T>(work: () => T): () => T {
  let done: { readonly result: T } | null = null;
  return () => {
    done ??= { result: work() };
    return done.result;
  };
}
