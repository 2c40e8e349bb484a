// Tensors into the inputs of an executor.
import type { Executor } from '../gpu/executor';
import { packNhwc4 } from '../tensor/layout';
import type { Tensor } from '../tensor/tensor';

/** Queues inputs, NHWC. */
export function writeInputs(executor: Executor, inputs: Readonly<Record<string, Tensor>>): void {
  for (const [name, { data, shape }] of Object.entries(inputs)) {
    executor.writeInput(name, packNhwc4(Float32Array.from(data), shape));
  }
}
