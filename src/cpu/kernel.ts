// What a fast kernel of the CPU backend is: weights laid out once, then work in units that can be taken one by one.
import { type Activation, activate } from '../ops/elementwise/functions';
import type { Shape, Tensor } from '../tensor/tensor';

/** One call of a kernel: `run(from, to)` computes some of its units, each of which takes a page little time. */
export interface CpuWork {
  readonly outputs: readonly Tensor[];
  readonly units: number;
  readonly run: (from: number, to: number) => void;
}

/** A node made ready. */
export interface CpuKernel {
  /** As `inspect` calls it. */
  readonly name: string;
  /** Whether it laid the node's constants out for itself, so that it gets empty tensors in their place. */
  readonly packsConstants: boolean;
  readonly start: (inputs: readonly Tensor[], outputShapes: readonly Shape[]) => CpuWork;
}

/** The constant at each input of a node; undefined where an input is computed. */
export type NodeConstants = readonly (Tensor | undefined)[];

/** Applies an activation to `y[from … to − 1]`, in loops of their own for the ones that are everywhere. */
export function activateRange(
  y: Float32Array,
  from: number,
  to: number,
  activation: Activation,
): void {
  if (activation === 'none') return;
  if (activation === 'relu') {
    for (let i = from; i < to; i++) y[i] = Math.max(y[i] as number, 0);
  } else if (typeof activation === 'object' && 'clamp' in activation) {
    const [low, high] = activation.clamp;
    for (let i = from; i < to; i++) y[i] = Math.min(Math.max(y[i] as number, low), high);
  } else {
    for (let i = from; i < to; i++) y[i] = activate(y[i] as number, activation);
  }
}
