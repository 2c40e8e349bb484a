// Runs that other runtimes recorded of files of other people, and how far answers may be from them.

/** A file, what it was given, and what came of it. */
export interface RecordedRun {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What `load` is told besides. */
  readonly options: {
    readonly batch?: number;
    readonly inputs?: Readonly<Record<string, readonly number[]>>;
  };
  /** Real numbers, in the file's own order of axes. */
  readonly inputs: Readonly<Record<string, Float32Array<ArrayBuffer>>>;
  readonly outputs: readonly RecordedOutput[];
}

/** What came of an output. */
interface RecordedOutput {
  readonly name: string;
  readonly want: ArrayLike<number>;
  /** Of the output's numbers every n-th one was kept. */
  readonly every: number;
  /** How far a number may be off. */
  readonly allowed: number;
}

/** What a run gives, by the outputs' names. */
export type Answers = Readonly<Record<string, ArrayLike<number> | undefined>>;

/** The largest difference of each output, as a share of what is allowed; infinite where there are other numbers of numbers. */
export function sharesOfAllowed({ outputs }: RecordedRun, answers: Answers): number[] {
  return outputs.map(({ name, want, every, allowed }) => {
    const got = answers[name] ?? [];
    if (Math.ceil(got.length / every) !== want.length) return Number.POSITIVE_INFINITY;
    return Array.from(want).reduce((most, wanted, k) => {
      const is = got[k * every] ?? Number.NaN;
      // An infinity is right where one is wanted, and a NaN where one is.
      if (Object.is(is, wanted) || is === wanted) return most;
      const share = Math.abs(is - wanted) / allowed;
      // NaN must not pass for small.
      return share <= most ? most : share;
    }, 0);
  });
}
