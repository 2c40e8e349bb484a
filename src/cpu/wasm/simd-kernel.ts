// What a kernel of the SIMD table is: how much scratch memory it needs, then work between places that stay.
import type { Shape, Tensor } from '../../tensor/tensor';
import type { SimdMemory, Span } from './simd-memory';
import type { SimdKernels } from './simd-module';

/** Work in units that can be done one by one, in any order. */
export interface Phase {
  readonly units: number;
  readonly run: (from: number, to: number) => void;
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
  readonly kernels: SimdKernels;
  readonly memory: SimdMemory;
  /** A place of as many bytes as the kernel asked for. */
  readonly scratch: number;
  /** Where an input lies; constants are stored where they are asked for. */
  readonly input: (index: number) => Span;
  readonly output: (index: number) => Span;
}

/** A node made ready. */
export interface SimdKernel {
  /** As `inspect` calls it. */
  readonly name: string;
  readonly scratchBytes: number;
  /** Lays out weights; the phases follow one another. */
  readonly place: (workplace: Workplace) => readonly Phase[];
}

/** Numbers of work in a unit: about a tenth of a millisecond, after which a page may have its turn. */
const UNIT_NUMBERS = 65_536;

/** Items in a unit where each is so many numbers of work. */
export function itemsPerUnit(numbers: number): number {
  return Math.max(1, Math.floor(UNIT_NUMBERS / Math.max(numbers, 1)));
}

/** A phase over items that are computed from one to another, a few in each unit. */
export function phaseOver(
  items: number,
  perUnit: number,
  run: (from: number, to: number) => void,
): Phase {
  return {
    units: Math.ceil(items / perUnit),
    run: (from, to) => run(from * perUnit, Math.min(to * perUnit, items)),
  };
}

/** A phase over the rows of the output of each image. */
export function phaseOverRows(
  images: number,
  rows: number,
  numbersPerRow: number,
  run: (image: number, from: number, to: number) => void,
): Phase {
  return phaseOver(images * rows, itemsPerUnit(numbersPerRow), (from, to) => {
    for (let at = from; at < to; ) {
      const image = Math.floor(at / rows);
      const end = Math.min(to, (image + 1) * rows);
      run(image, at - image * rows, end - image * rows);
      at = end;
    }
  });
}
