// Work as plain data: which kernels to call with what numbers, so that any thread can do it, as often as it is asked for.
import type { Phase } from './simd-kernel';
import type { SimdKernels } from './simd-module';

/** A call of a kernel of the module. */
export type Call = readonly [kernel: keyof SimdKernels, numbers: readonly number[]];

/** The calls of a unit of work, which follow one another. */
export type Unit = readonly Call[];

/** Stands where kernels are called, and writes down their calls. */
export class Recorder {
  readonly kernels: SimdKernels;
  #calls: Call[] = [];

  constructor(module: SimdKernels) {
    const names = Object.keys(module) as (keyof SimdKernels)[];
    this.kernels = Object.fromEntries(
      names.map((name) => [name, (...numbers: number[]) => this.#calls.push([name, numbers])]),
    ) as unknown as SimdKernels;
  }

  /** The calls of each unit of a phase, of a thread with its own scratch memory. */
  record({ units, run }: Phase, scratch: number): Unit[] {
    return Array.from({ length: units }, (_, unit) => {
      this.#calls = [];
      run(unit, scratch);
      return this.#calls;
    });
  }
}

/** Does a unit of work. */
export function computeUnit(kernels: SimdKernels, unit: Unit): void {
  for (const [name, numbers] of unit) kernels[name](...numbers);
}
