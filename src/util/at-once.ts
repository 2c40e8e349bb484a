// Work in steps, done all at once; where a page waits, `Yielder.run` stops between them.

/** What the work gives, without a stop. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
