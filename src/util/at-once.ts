// Work in steps, done all at once; where a page waits, `Yielder.run` stops between them.

/** Something that may take long enough to be made in steps. */
export type MaybeSteps<T extends object> = T | Generator<void, T>;

/** Its steps, of which what is there already has none. */
export function* stepsOf<T extends object>(work: MaybeSteps<T>): Generator<void, T> {
  return 'next' in work ? yield* work : work;
}

/** What the work gives, without a stop. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
