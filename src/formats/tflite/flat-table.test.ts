// Access to FlatBuffers tables: fields as they were written, and every range that does not fit refused with its offset.
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../errors';
import { type Table, writeFlat } from './flat.fixtures';
import { emptyTable, type FlatTable, identifierOf, readRootTable } from './flat-table';

const SLOTS = {
  small: 0,
  number: 1,
  real: 2,
  text: 3,
  bytes: 4,
  ints: 5,
  reals: 6,
  longs: 7,
  child: 8,
  children: 9,
};
const FULL: Table = [
  ['int8', -3],
  ['int32', -70000],
  ['float32', 0.5],
  ['string', 'naïve'],
  ['bytes', Uint8Array.of(1, 2, 255)],
  ['int32s', [1, -2]],
  ['float32s', [0.25]],
  ['int64s', [-5, 2 ** 40]],
  ['table', [['int8', 7]]],
  ['tables', [[['int8', 8]], []]],
];

function root(
  table: Table,
  damage: (view: DataView) => void = () => {},
): FlatTable<keyof typeof SLOTS> {
  const bytes = writeFlat(table, 'TEST');
  damage(new DataView(bytes.buffer));
  return readRootTable(bytes, SLOTS, 'the root');
}

/** Where a field of the root lies, and where what it points to does. */
function places(table: Table, field: keyof typeof SLOTS) {
  const view = new DataView(writeFlat(table, 'TEST').buffer);
  const at = view.getUint32(0, true);
  const vtable = at - view.getInt32(at, true);
  const entry = vtable + 4 + 2 * SLOTS[field];
  const place = at + view.getUint16(entry, true);
  return {
    at,
    vtable,
    entry,
    place,
    target: place + view.getUint32(place, true),
    size: view.byteLength,
  };
}

function failure(read: () => unknown): ModelFormatError {
  try {
    read();
  } catch (error) {
    if (error instanceof ModelFormatError) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

describe('a sound table', () => {
  it('gives its fields', () => {
    const table = root(FULL);
    expect([table.int8('small'), table.uint8('small'), table.bool('small')]).toEqual([
      -3,
      253,
      true,
    ]);
    expect([table.int32('number'), table.uint32('number')]).toEqual([-70000, 2 ** 32 - 70000]);
    expect(table.float32('real')).toBe(0.5);
    expect(table.string('text')).toBe('naïve');
    expect(table.bytes('bytes')?.data).toEqual(Uint8Array.of(1, 2, 255));
    expect(table.int32s('ints')).toEqual([1, -2]);
    expect(table.float32s('reals')).toEqual([0.25]);
    expect(table.int64s('longs')).toEqual([-5, 2 ** 40]);
    expect(table.table('child', SLOTS, 'the child')?.int8('small')).toBe(7);
    const children = table.tables('children', SLOTS, (i) => `child ${i}`);
    expect(children.map((child) => child.int8('small', 99))).toEqual([8, 99]);
  });

  it('gives defaults for what it lacks', () => {
    for (const table of [root([]), emptyTable(SLOTS, 'nothing', 0)]) {
      expect(table.has('small')).toBe(false);
      expect([table.int8('small', 3), table.int32('number'), table.float32('real', 2)]).toEqual([
        3, 0, 2,
      ]);
      expect([table.string('text'), table.bytes('bytes'), table.int32s('ints')]).toEqual([
        null,
        null,
        null,
      ]);
      expect(table.table('child', SLOTS, 'the child')).toBeNull();
      expect(table.tables('children', SLOTS, String)).toEqual([]);
    }
  });

  it('gives offsets in the file that it lies in', () => {
    const bytes = writeFlat(FULL, 'TEST');
    const inside = readRootTable(bytes, SLOTS, 'the root', 1000).bytes('bytes');
    expect(inside?.offset).toBe(1000 + places(FULL, 'bytes').target + 4);
    expect(identifierOf(bytes)).toBe('TEST');
    expect(identifierOf(bytes.subarray(0, 7))).toBeNull();
  });
});

describe('a damaged table', () => {
  const where = places(FULL, 'text');

  it.each<[string, string, (view: DataView) => void]>([
    ['root offset', 'the root', (view) => view.setUint32(0, 0xfffffff0, true)],
    ['vtable behind the file', 'field list', (view) => view.setInt32(where.at, -1e6, true)],
    ['vtable before the file', 'field list', (view) => view.setInt32(where.at, 1e6, true)],
    ['odd vtable', 'has 7 bytes', (view) => view.setUint16(where.vtable, 7, true)],
    ['vtable too long', 'field list', (view) => view.setUint16(where.vtable, 65534, true)],
    ['table too long', 'table of', (view) => view.setUint16(where.vtable + 2, 65535, true)],
  ])('is refused: %s', (_, message, damage) => {
    const error = failure(() => root(FULL, damage));
    expect(error.message).toContain(message);
    expect(error.message).toMatch(/^The file is no sound TFLite model: .*offset/);
  });

  it('is refused where a field lies outside it', () => {
    const table = root(FULL, (view) => view.setUint16(where.entry, 9999, true));
    expect(failure(() => table.string('text'))).toMatchObject({
      offset: where.entry,
      message: expect.stringContaining(
        'field "text" of the root would lie 9999 bytes into a table of',
      ),
    });
  });

  it('is refused where a vector ends behind the file, before anything is allocated', () => {
    for (const field of ['bytes', 'ints', 'reals', 'longs', 'text', 'children'] as const) {
      const { target, size } = places(FULL, field);
      const table = root(FULL, (view) => view.setUint32(target, 0x7fffffff, true));
      const read = {
        bytes: () => table.bytes('bytes'),
        ints: () => table.int32s('ints'),
        reals: () => table.float32s('reals'),
        longs: () => table.int64s('longs'),
        text: () => table.string('text'),
        children: () => table.tables('children', SLOTS, String),
      }[field];
      const error = failure(read);
      expect(error.offset).toBe(target + 4);
      expect(error.message).toContain(`"${field}" of the root with 2147483647 elements would take`);
      expect(error.message).toContain(`the file ends at ${size}`);
    }
  });

  it('is refused where text is not UTF-8', () => {
    const { target } = places(FULL, 'text');
    const table = root(FULL, (view) => view.setUint8(target + 6, 0xff));
    expect(failure(() => table.string('text')).message).toContain('is not UTF-8');
  });
});

describe('a crafted file', () => {
  it('is refused when its tables name the same bytes over and over', () => {
    const numbers = Array.from({ length: 2000 }, (_, i) => i);
    const table = root([null, null, null, null, null, ['int32s', numbers]]);
    const readAll = () => {
      for (let i = 0; i < 10; i++) table.int32s('ints');
    };
    expect(failure(readAll).message).toContain('name more than 4 times the');
  });
});
