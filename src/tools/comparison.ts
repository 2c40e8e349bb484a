// What `compare` says of a model: plain data.

import type { Errors } from '../reference/compare-node';
import type { Precision } from '../tensor/elements';
import type { Shape } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';

/** How a model is compared. */
export interface CompareOptions {
  /** Runs on the GPU, each held against the reference; 3 by default. */
  readonly runs?: number;
  /** Looked at before each layer. */
  readonly signal?: AbortSignal;
}

/** One layer, which is one dispatch: the errors of all runs together. */
export interface LayerComparison extends Errors {
  readonly name: string;
  readonly op: string;
  readonly kernel: string;
  readonly variant: string;
  /** NHWC or [n, c]. */
  readonly outputShape: Shape;
}

/** One output of the model after all layers, on the model's own plan, against the reference run through all of it. */
export interface OutputComparison {
  readonly name: string;
  /** In the model's own axis order. */
  readonly shape: Shape;
  /** The largest magnitude of the reference's numbers. */
  readonly largest: number;
  readonly maxAbsError: number;
  /** In ULP of `largest`. */
  readonly maxUlpError: number;
}

/** A value that two computations should have given bit for bit, and did not. */
export interface Difference {
  /** From 1. */
  readonly run: number;
  /** The layer, or the output. */
  readonly name: string;
  readonly maxAbsDifference: number;
}

/** A model on the GPU beside the CPU reference. */
export interface ModelComparison {
  readonly model: string;
  readonly adapter: AdapterKind;
  /** What was computed in; bounds and ULP are of that format. */
  readonly precision: Precision;
  readonly runs: number;
  /** The seed of the input's numbers; null where input was given. */
  readonly seed: number | null;
  /**
   * Every layer in order, computed again by the reference from the very inputs that it had on the GPU, so that its
   * bound is its own. ULP count at the magnitude that the bound is a multiple of: the sum of the magnitudes of an
   * element's terms where it is a sum, the reference's value elsewhere.
   */
  readonly layers: readonly LayerComparison[];
  /** The first layer with an element over its bound; null where there is none. */
  readonly firstOverBound: string | null;
  /**
   * Errors of the layers add up to these in ways that no simple bound follows, so they are told, not judged. Rounding
   * to the steps of a quantised model can make them large.
   */
  readonly outputs: readonly OutputComparison[];
  /** Layers whose values changed from the first run to a later one. */
  readonly runDifferences: readonly Difference[];
  /**
   * Outputs of the model's own plan, whose values share memory, that are not those of the plan with all values kept,
   * which the layers are taken from.
   */
  readonly planDifferences: readonly Difference[];
  /** Whether every layer kept its bound in every run, and the model's own plan gave what the layers gave. */
  readonly passed: boolean;
}
