// The memory that a network's kernels work in: values in an arena, weights behind it.
import { channelsOf, type DType, pixelsOf, type Shape, type Tensor } from '../../tensor/tensor';
import { roundUp } from '../../util/math';

/** Bytes of a page of WebAssembly's memory. */
const PAGE = 65_536;
/** Everything begins at a line of the processor's caches. */
export const LINE = 64;
/** Kernels read whole vectors, also where a value ends: what lies behind is never used, but has to be there. */
const BEYOND = 16;

/** Where a value lies: pixels of channels in row-major order, `stride` bytes from one to the next. */
export interface Span {
  /** The byte of the first number. */
  readonly at: number;
  readonly stride: number;
  readonly pixels: number;
  readonly channels: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** A value that begins there. */
export function spanAt(at: number, shape: Shape, dtype: DType, rootChannels: number): Span {
  const [pixels, channels] = [pixelsOf(shape), channelsOf(shape)];
  return { at, stride: 4 * rootChannels, pixels, channels, shape, dtype };
}

/** Whether its numbers lie in one piece. */
export function isDense({ stride, channels, pixels }: Span): boolean {
  return stride === 4 * channels || pixels === 1;
}

/** A memory that grows; what it has given is never moved. */
export class SimdMemory {
  readonly #memory: WebAssembly.Memory;
  #used = 0;
  /** Bytes that were in use at some time: others are zero. */
  #touched = 0;
  /** Places between those in use that were given back: byte → bytes. */
  readonly #gaps = new Map<number, number>();
  /** Where what was made of a tensor lies, by its layout. */
  readonly #made = new WeakMap<Tensor, Map<string, number>>();

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Bytes up to the last in use. */
  get bytes(): number {
    return this.#used;
  }

  /** A place of zeros: the first gap that has so many bytes, or behind all others. @throws RangeError where there is not so much memory */
  allocate(bytes: number): number {
    const taken = roundUp(bytes, LINE);
    for (const [at, length] of this.#gaps) {
      if (length < taken) continue;
      this.#gaps.delete(at);
      if (length > taken) this.#gaps.set(at + taken, length - taken);
      this.numbers(at, taken / 4).fill(0);
      return at;
    }
    const at = roundUp(this.#used, LINE);
    const missing = at + bytes + BEYOND - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#used = at + bytes;
    if (at < this.#touched) this.numbers(at, bytes / 4).fill(0);
    this.#touched = Math.max(this.#touched, this.#used);
    return at;
  }

  /** Gives a place back. Gaps side by side are one. */
  free(at: number, bytes: number): void {
    let [from, to] = [at, at + roundUp(bytes, LINE)];
    for (const [gap, length] of this.#gaps) {
      if (gap !== to && gap + length !== from) continue;
      this.#gaps.delete(gap);
      [from, to] = [Math.min(from, gap), Math.max(to, gap + length)];
    }
    if (to >= this.#used) this.#used = from;
    else if (to > from) this.#gaps.set(from, to - from);
  }

  /** Bytes that are given back once something is done with them. */
  borrow(bytes: number, use: (at: number) => void): void {
    const at = this.allocate(bytes);
    use(at);
    this.free(at, bytes);
  }

  /** The place of what is made of a tensor: made once for each layout, whichever networks ask for it. */
  once(tensor: Tensor, layout: string, make: () => number): number {
    const places = this.#made.get(tensor) ?? new Map<string, number>();
    const at = places.get(layout) ?? make();
    this.#made.set(tensor, places.set(layout, at));
    return at;
  }

  /** The numbers of a constant with zeros behind them, `count` in all; zeros alone where there is none. */
  hold(tensor: Tensor | undefined, count: number): number {
    return tensor
      ? this.once(tensor, `${count} numbers`, () => this.store(tensor.data, count))
      : this.allocate(4 * count);
  }

  /** Numbers from a place on; until something else is allocated. */
  numbers(at: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer as ArrayBuffer, at, count);
  }

  /** Numbers in a new place. */
  store(data: ArrayLike<number>, count = data.length): number {
    const at = this.allocate(4 * count);
    this.numbers(at, data.length).set(data);
    return at;
  }

  /** Writes a value. */
  write(span: Span, { data }: Tensor): void {
    const { at, stride, pixels, channels, dtype } = span;
    const Numbers = dtype === 'f32' ? Float32Array : Uint32Array;
    const buffer = this.#memory.buffer as ArrayBuffer;
    if (isDense(span)) {
      new Numbers(buffer, at, pixels * channels).set(data);
      return;
    }
    for (let pixel = 0; pixel < pixels; pixel++) {
      const row = data.subarray(pixel * channels, (pixel + 1) * channels);
      new Numbers(buffer, at + pixel * stride, channels).set(row);
    }
  }

  /** A copy of a value. */
  read(span: Span): Tensor {
    const { at, stride, pixels, channels, shape, dtype } = span;
    if (isDense(span)) {
      const { data } = this.view(span);
      return { dtype, shape, data: data.slice() };
    }
    const Numbers = dtype === 'f32' ? Float32Array : Uint32Array;
    const data = new Numbers(pixels * channels);
    for (let pixel = 0; pixel < pixels; pixel++) {
      const row = new Numbers(this.#memory.buffer as ArrayBuffer, at + pixel * stride, channels);
      data.set(row, pixel * channels);
    }
    return { dtype, shape, data };
  }

  /** A value as it is, where its numbers lie in one piece; else a copy. */
  view(span: Span): Tensor {
    const { at, pixels, channels, shape, dtype } = span;
    if (!isDense(span)) return this.read(span);
    const Numbers = dtype === 'f32' ? Float32Array : Uint32Array;
    const data = new Numbers(this.#memory.buffer as ArrayBuffer, at, pixels * channels);
    return { dtype, shape, data };
  }
}
