// Damage to the bytes of a file, drawn by fast-check: what fails shrinks to the fewest and smallest changes that still fail.
import fc from 'fast-check';

/** A byte in the place of another one. */
export interface ByteChange {
  readonly at: number;
  readonly byte: number;
}

const byte = fc.nat(255);

/** A place in a file. */
export function placeIn(bytes: Uint8Array): fc.Arbitrary<number> {
  return fc.nat(bytes.length - 1);
}

/** Up to `most` bytes, each anywhere. */
export function changedBytes(bytes: Uint8Array, most: number): fc.Arbitrary<ByteChange[]> {
  return fc.array(fc.record({ at: placeIn(bytes), byte }), { minLength: 1, maxLength: most });
}

/** Up to `most` bits, each anywhere. */
export function flippedBits(bytes: Uint8Array, most: number): fc.Arbitrary<ByteChange[]> {
  const flip = fc
    .record({ at: placeIn(bytes), bit: fc.nat(7) })
    .map(({ at, bit }) => ({ at, byte: (bytes[at] ?? 0) ^ (1 << bit) }));
  return fc.array(flip, { minLength: 1, maxLength: most });
}

/** Up to `most` neighbours, the first of them at one of the places; those behind the end of the file change nothing. */
export function changedNeighbours(
  places: fc.Arbitrary<number>,
  most: number,
): fc.Arbitrary<ByteChange[]> {
  return fc
    .record({ first: places, run: fc.array(byte, { minLength: 1, maxLength: most }) })
    .map(({ first, run }) => run.map((byte, index) => ({ at: first + index, byte })));
}

/** What comes of the bytes while they are changed; they are as before behind it, since files may be too long to copy. */
export function whileChanged<T>(
  bytes: Uint8Array,
  changes: readonly ByteChange[],
  use: (bytes: Uint8Array) => T,
): T {
  const before = changes.map(({ at }) => [at, bytes[at] ?? 0] as const);
  for (const { at, byte } of changes) bytes[at] = byte;
  try {
    return use(bytes);
  } finally {
    for (const [at, byte] of before.reverse()) bytes[at] = byte;
  }
}
