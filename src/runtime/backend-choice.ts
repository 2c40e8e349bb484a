// What was decided where WebGPU and the CPU could both compute a model, and by what.
import type { KindlingError } from '../errors';
import type { BackendKind } from '../plan/report';

/** What has to be fast: one inference that is waited for, or several that are under way at once. */
export type Purpose = 'latency' | 'throughput';

/** How a runtime of the backend 'fastest' came to what computes a model. */
export interface BackendChoice {
  readonly backend: BackendKind;
  readonly for: Purpose;
  /**
   * 'measured': both were timed in this load; 'kept': in an earlier one. 'refused': the other one cannot compute the model.
   * 'size': it is too large to be held twice, and what counts is the kind of adapter, as with 'auto'.
   */
  readonly by: 'measured' | 'kept' | 'refused' | 'size';
  /** Milliseconds of an inference by each, the median of a few; null where they were not measured. */
  readonly medianMs: Readonly<Record<BackendKind, number>> | null;
  /** Why the other one cannot; null where it can. */
  readonly refusal: KindlingError | null;
}
