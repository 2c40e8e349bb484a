// The values of one run, as they lay in the slots of a plan that keeps them all.
import type { Executor } from '../gpu/executor';
import type { Plan, Port } from '../plan/plan';
import { unpackNhwc4 } from '../tensor/layout';
import type { Tensor } from '../tensor/tensor';

/** One buffer a slot; runs that gave the same bytes share theirs. */
export class StoredValues {
  readonly #ports: ReadonlyMap<string, Port>;
  readonly #slots: ReadonlyMap<number, ArrayBuffer>;

  private constructor(plan: Plan, slots: ReadonlyMap<number, ArrayBuffer>) {
    this.#ports = new Map(plan.outputs.map((port) => [port.name, port]));
    this.#slots = slots;
  }

  /** Reads what the last run left, slot by slot, and keeps what differs from `first`. */
  static async read(executor: Executor, first: StoredValues | null): Promise<StoredValues> {
    const slots = new Map<number, ArrayBuffer>();
    for (const { name, slot } of executor.plan.outputs) {
      if (slots.has(slot)) continue;
      const [bytes = new ArrayBuffer(0)] = await executor.read([{ output: name }]);
      const before = first ? first.#slots.get(slot) : undefined;
      slots.set(slot, before && sameBits(new Uint32Array(before), bytes) ? before : bytes);
    }
    return new StoredValues(executor.plan, slots);
  }

  /** Whether a value lies in memory that this run left as the other did. */
  isShared(name: string, other: StoredValues): boolean {
    const slot = this.#port(name).slot;
    return this.#slots.get(slot) === other.#slots.get(slot);
  }

  /** A value by name, NHWC or [n, c]. */
  tensor(name: string): Tensor {
    const port = this.#port(name);
    return unpackPort(port, this.#slots.get(port.slot) ?? new ArrayBuffer(0));
  }

  #port(name: string): Port {
    const port = this.#ports.get(name);
    if (!port) throw new RangeError(`The plan keeps no value "${name}".`);
    return port;
  }
}

/** The value that a port's slot holds. */
export function unpackPort({ shape, span, dtype }: Port, bytes: ArrayBuffer): Tensor {
  const data = unpackNhwc4(new Float32Array(bytes), shape, span.first, span.words);
  return dtype === 'u32'
    ? { dtype, shape, data: new Uint32Array(data.buffer) }
    : { dtype, shape, data };
}

/** Whether two tensors agree in every bit; NaNs too. */
export function sameTensor(a: Tensor, b: Tensor): boolean {
  return sameBits(new Uint32Array(a.data.buffer), b.data.buffer);
}

/** The largest absolute difference of two values of one shape; Infinity where only one is a number. */
export function largestDifference(a: Tensor, b: Tensor): number {
  let largest = 0;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i] ?? Number.NaN, b.data[i] ?? Number.NaN];
    if (Object.is(x, y)) continue;
    const difference = Math.abs(x - y);
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  return largest;
}

function sameBits(a: Uint32Array, bytes: ArrayBuffer): boolean {
  const b = new Uint32Array(bytes);
  return a.length === b.length && a.every((word, i) => word === b[i]);
}
