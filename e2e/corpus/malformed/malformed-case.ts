// A malformed file: what it is, its bytes, and what reading it has to give.

/** One file of the corpus. The same case gives the same bytes on every machine. */
export interface MalformedCase {
  /** For test titles and failures. */
  readonly what: string;
  /** Makes the file, when its turn comes. */
  readonly bytes: () => Uint8Array;
  /** What reading and planning give: a model, or an error of this class whose message has these words. Either, where absent. */
  readonly gives?: 'a model' | Refusal;
}

/** An error of ours. */
export type Refusal = readonly [error: string, words: RegExp];

/** What became of a file, as the child process tells it. */
export interface Outcome {
  /** `model`; the class of an error of ours; or `unexpected` for any other error, which is a bug. */
  readonly result: string;
  /** The error's message; an unexpected one's with its stack. */
  readonly message: string;
  /** The most memory that the process held meanwhile, beyond what it held before. */
  readonly extraBytes: number;
  /** Of the processor, which does not depend on what else the machine does. */
  readonly milliseconds: number;
}

/** Cases of one kind by name of the kind. */
export type Corpus = Readonly<Record<string, readonly MalformedCase[]>>;

/** A damaged file is refused, in these words. */
export const DAMAGED = (words: RegExp): Refusal => ['ModelFormatError', words];

/** A sound file that Kindling cannot compute is refused, in these words. */
export const UNSUPPORTED = (words: RegExp): Refusal => ['UnsupportedError', words];
