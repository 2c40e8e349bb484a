// What a kernel of the SIMD table is: how much scratch memory it needs, then work between places that stay.
import type { Shape, Tensor } from '../../tensor/tensor';
import type { SimdMemory, Span } from './simd-memory';
import type { SimdKernels } from './simd-module';

/** Work in units that can be done in any order, by any thread. */
export interface Phase {
  readonly units: number;
  /**
   * Calls kernels and does nothing else, unless the phase is JavaScript. `scratch` is a place of the thread's own, of as many bytes as
   * the kernel asked for.
   */
  readonly run: (unit: number, scratch: number) => void;
  /** Whether it computes by itself, in one unit. */
  readonly isJavaScript?: boolean;
}

/** What a node reads or writes. */
export interface Operand {
  readonly shape: Shape;
  /** The numbers of a constant. */
  readonly tensor?: Tensor | undefined;
  /** Whether its numbers lie in one piece. */
  readonly isDense: boolean;
}

/** A node's operands, before they have places. */
export interface Operands {
  readonly inputs: readonly Operand[];
  readonly outputs: readonly Operand[];
}

/** Where a node works. */
export interface Workplace {
  /** What phases call. */
  readonly kernels: SimdKernels;
  /** The module's own, for what is computed once while weights are laid out. */
  readonly module: SimdKernels;
  readonly memory: SimdMemory;
  /** A place of as many bytes as the kernel asked for, for what one phase leaves to the next. */
  readonly between: number;
  /** Where an input lies; constants are stored where they are asked for. */
  readonly input: (index: number) => Span;
  readonly output: (index: number) => Span;
}

/** A node made ready. */
export interface SimdKernel {
  /** As `inspect` calls it. */
  readonly name: string;
  /** Of each thread. */
  readonly scratchBytes: number;
  /** For what one phase leaves to the next. */
  readonly betweenBytes?: number;
  /** Lays out weights; the phases follow one another. */
  readonly place: (workplace: Workplace) => readonly Phase[];
}

/** Numbers of work in a unit: about a tenth of a millisecond, after which a page may have its turn. */
const UNIT_NUMBERS = 65_536;

/** Items in a unit where each is so many numbers of work. */
export function itemsPerUnit(numbers: number): number {
  return Math.max(1, Math.floor(UNIT_NUMBERS / Math.max(numbers, 1)));
}

/** Does what some items of a phase are. */
export type Run = (from: number, to: number, scratch: number) => void;

/** A phase over items that are computed from one to another, a few in each unit. */
export function phaseOver(items: number, perUnit: number, run: Run): Phase {
  return {
    units: Math.ceil(items / perUnit),
    run: (unit, scratch) => run(unit * perUnit, Math.min((unit + 1) * perUnit, items), scratch),
  };
}

/** A phase over the rows of the output of each image. */
export function phaseOverRows(
  images: number,
  rows: number,
  numbersPerRow: number,
  run: (image: number, from: number, to: number, scratch: number) => void,
): Phase {
  return phaseOver(images * rows, itemsPerUnit(numbersPerRow), (from, to, scratch) => {
    for (let at = from; at < to; ) {
      const image = Math.floor(at / rows);
      const end = Math.min(to, (image + 1) * rows);
      run(image, at - image * rows, end - image * rows, scratch);
      at = end;
    }
  });
}
