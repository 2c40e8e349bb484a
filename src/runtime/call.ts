// What calls about one inference take, and what a classification answers.

/** One answer of `classify`. */
export interface Classification {
  /** Class number, from 0, in the model's own order without background. */
  readonly index: number;
  /** The class's name; `class 7` for a model without names. */
  readonly label: string;
  readonly probability: number;
}

/** What every call about one inference takes. */
export interface CallOptions {
  /**
   * Ends the call at once with its reason. What was not submitted to the GPU by then never is; what was is let go.
   */
  readonly signal?: AbortSignal;
}
