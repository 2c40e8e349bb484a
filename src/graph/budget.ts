// What a file may take: bytes and multiply-adds are added up before anything is made or computed, and refused beyond a limit.
import { LimitError } from '../errors';
import { BYTES_PER_ELEMENT } from '../tensor/tensor';

/** The limits that callers set, and what they count. */
const UNITS = { memoryLimit: 'bytes', computeLimit: 'multiply-adds' } as const;

/** What a node takes. What several take together, such as weights, is one object and counts once. */
export type Taking = readonly [node: string, what: object, amount: number];

/** With a stop ahead of each taking. @throws LimitError where a model takes more than there is, naming the node that asked for the first too many */
export function* checkBudget(
  model: string,
  limit: keyof typeof UNITS,
  available: number,
  takings: Iterable<Taking>,
): Generator<void, void> {
  const counted = new Set<object>();
  let needed = 0;
  let asking: string | undefined;
  for (const [node, what, amount] of takings) {
    yield;
    if (counted.has(what)) continue;
    counted.add(what);
    needed += amount;
    if (needed > available) asking ??= node;
  }
  if (asking !== undefined) throw overLimit(model, limit, { needed, available, node: asking });
}

/** What is said where a model takes more than there is. */
function overLimit(
  model: string,
  limit: keyof typeof UNITS,
  {
    needed,
    available,
    node,
  }: Readonly<Record<'needed' | 'available', number>> & { readonly node: string },
): LimitError {
  return new LimitError(
    `"${model}" needs ${needed} ${UNITS[limit]}, and ${limit} allows ${available}: node "${node}" asks for more. Load it ` +
      `with a larger ${limit} if you trust where it comes from.`,
    { limit, needed, available, node },
  );
}

/**
 * Numbers that any file may have computed while it is read, and how many more for each of its bytes: what is written down in a
 * few bytes is laid out in one go, and a page waits for it.
 */
const FREE_NUMBERS = 2 ** 21;
const NUMBERS_PER_BYTE = 8;

/** What the allowance is of. */
export interface Allowed {
  readonly name: string;
  readonly byteLength: number;
  /** In place of what any file of the size may make; bytes. */
  readonly memoryLimit?: number | undefined;
}

/** Counts what is computed while a file is read. */
export class Allowance {
  readonly #name: string;
  readonly #available: number;
  #needed = 0;

  constructor({ name, byteLength, memoryLimit }: Allowed) {
    const numbers = FREE_NUMBERS + NUMBERS_PER_BYTE * byteLength;
    this.#name = name;
    this.#available = memoryLimit ?? numbers * BYTES_PER_ELEMENT;
  }

  /** Ahead of making so many numbers for a node or a constant. @throws LimitError */
  charge(numbers: number, node: string): void {
    this.#needed += numbers * BYTES_PER_ELEMENT;
    if (this.#needed <= this.#available) return;
    throw overLimit(this.#name, 'memoryLimit', {
      ...{ needed: this.#needed, available: this.#available, node },
    });
  }
}
