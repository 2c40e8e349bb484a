// What calls about one inference take and give.

import type { Picture } from '../image/picture';
import type { Shape } from '../tensor/tensor';

/** What every call about one inference takes. */
export interface CallOptions {
  /**
   * Ends the call at once with its reason. What was not submitted to the GPU by then never is; of what was, nobody reads the answer.
   */
  readonly signal?: AbortSignal;
}

/** An output that stayed on the GPU. */
export interface BufferTensor {
  /** In the model's own axis order, batch first. */
  readonly shape: Shape;
  /** Tightly packed float32 from offset 0 on, in `shape`'s order. It is the caller's: to keep, and to destroy. */
  readonly buffer: GPUBuffer;
}

/** Inputs of `run` by name: numbers, buffers of the runtime's device that hold them, or a picture for the first one. */
export type RunInputs = Readonly<Record<string, Float32Array | GPUBuffer | Picture>>;

/** Outputs that stay on the GPU. */
export interface BufferOptions {
  /** Which outputs: by default those of `into`, or all. */
  readonly outputs?: readonly string[];
  readonly as: 'buffer';
  /** The caller's own buffers for outputs, by name; the others get new ones. */
  readonly into?: Readonly<Record<string, GPUBuffer>>;
}

/** What a network runs on: a picture, for models that know how to take one; or tensors by name in the model's own axis order. */
export type ModelInputs = { readonly picture: Picture } | Readonly<Record<string, Float32Array>>;
