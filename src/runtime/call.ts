// What calls about one inference take.

/** What every call about one inference takes. */
export interface CallOptions {
  /**
   * Ends the call at once with its reason. What was not submitted to the GPU by then never is; what was is let go.
   */
  readonly signal?: AbortSignal;
}
