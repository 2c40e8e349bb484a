// Seeded damage to files: what broken downloads, broken disks, broken writers and attackers do to bytes.
import { joined } from '../../../src/formats/tflite/metadata.fixtures';
import { seededRandom } from '../../../src/util/random';
import type { MalformedCase } from './malformed-case';

/** Draws whole numbers from 0 to below `bound`. */
type Draw = (bound: number) => number;
type Damage = (bytes: Uint8Array, draw: Draw) => Uint8Array;

/** What lengths, counts and offsets are dangerous as. */
const DANGEROUS = [
  0, 1, 2, 3, 4, 8, 127, 128, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff, 0x1000000,
  0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff,
];

const DAMAGES: Readonly<Record<string, Damage>> = {
  flip,
  truncate,
  insert,
  edit,
  grow,
  swap,
  fill,
};
const KINDS = Object.keys(DAMAGES);

/** A sound file. */
export interface SoundFile {
  readonly name: string;
  readonly bytes: () => Uint8Array;
}

/** `count` damaged forms of the files, turn by turn, each with one to three damages. */
export function mutants(files: readonly SoundFile[], count: number, seed: number): MalformedCase[] {
  return Array.from({ length: count }, (_, index) => {
    const file = files[index % files.length];
    if (!file) throw new RangeError('There is no file to damage.');
    const what = `${file.name}, damaged by seed ${seed + index}`;
    return { what, bytes: () => damaged(file.bytes(), seed + index) };
  });
}

/** The bytes with one to three damages. */
export function damaged(whole: Uint8Array, seed: number): Uint8Array {
  const random = seededRandom(seed);
  const draw: Draw = (bound) => Math.floor(random() * bound);
  let bytes: Uint8Array = whole.slice();
  for (let rest = 1 + draw(3); rest > 0 && bytes.length > 0; rest--) {
    const kind = KINDS[draw(KINDS.length)] ?? '';
    bytes = DAMAGES[kind]?.(bytes, draw) ?? bytes;
  }
  return bytes;
}

/** Up to eight bits. */
function flip(bytes: Uint8Array, draw: Draw): Uint8Array {
  for (let rest = 1 + draw(8); rest > 0; rest--) {
    const at = draw(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << draw(8));
  }
  return bytes;
}

function truncate(bytes: Uint8Array, draw: Draw): Uint8Array {
  return bytes.subarray(0, draw(bytes.length));
}

/** Up to 16 bytes that do not belong. */
function insert(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length + 1);
  const strange = Uint8Array.from({ length: 1 + draw(16) }, () => draw(256));
  return joined(bytes.subarray(0, at), strange, bytes.subarray(at));
}

/** Another number where a length, a count or an offset may be: one to four bytes, little-endian, or a varint. */
function edit(bytes: Uint8Array, draw: Draw): Uint8Array {
  const number = DANGEROUS[draw(DANGEROUS.length)] ?? 0;
  const at = draw(bytes.length);
  const width = [1, 2, 4, 5][draw(4)] ?? 4;
  for (let i = 0; i < width && at + i < bytes.length; i++) {
    const isVarint = width === 5;
    const part = Math.floor(number / 2 ** ((isVarint ? 7 : 8) * i));
    bytes[at + i] = isVarint ? (part & 127) | (i < 4 ? 128 : 0) : part & 255;
  }
  return bytes;
}

/** A byte that is one more or one less, as lengths off by one are. */
function grow(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length);
  bytes[at] = (bytes[at] ?? 0) + (draw(2) === 0 ? 1 : -1);
  return bytes;
}

/** Two parts of one length change places. */
function swap(bytes: Uint8Array, draw: Draw): Uint8Array {
  const length = 1 + draw(Math.min(64, Math.ceil(bytes.length / 2)));
  const [a, b] = [draw(bytes.length - length + 1), draw(bytes.length - length + 1)];
  const part = bytes.slice(a, a + length);
  bytes.copyWithin(a, b, b + length);
  bytes.set(part, b);
  return bytes;
}

/** A run of one byte, as unwritten sectors are. */
function fill(bytes: Uint8Array, draw: Draw): Uint8Array {
  const at = draw(bytes.length);
  return bytes.fill([0, 255, 0x41, 0x20][draw(4)] ?? 0, at, at + 1 + draw(64));
}
