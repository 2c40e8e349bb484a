/** One fault, put into a copy of the project on purpose, and the test that has to notice it. */
export interface Mutant {
  /** What is wrong, in a few words; unique. */
  readonly name: string;
  readonly file: string;
  /** Exact text, which the file has once. */
  readonly find: string;
  readonly replace: string;
  /** The file of a test: `.test.ts` of vitest, `.spec.ts` of Playwright. */
  readonly test: string;
  /** Only tests whose names match this regular expression. */
  readonly only?: string;
  /** What the failure says, or the name of the test that fails: red for another reason is no proof. */
  readonly says: string;
}
