// A writer of FlatBuffers from plain data: the tests make their own small files, sound and unsound.
import { Builder } from 'flatbuffers';

/** A field and its value. */
export type Field =
  | readonly [kind: 'int8' | 'int32' | 'uint64' | 'float32', value: number]
  | readonly [kind: 'int32s' | 'int64s' | 'float32s', values: readonly number[]]
  | readonly [kind: 'string', text: string]
  | readonly [kind: 'bytes', bytes: Uint8Array]
  | readonly [kind: 'table', table: Table]
  | readonly [kind: 'tables', tables: readonly Table[]];

/** A table: its fields by slot; null where a field is absent. */
export type Table = readonly (Field | null)[];

/** The bytes of a FlatBuffer with this root. Fields are written even where they have their default. */
export function writeFlat(root: Table, identifier: string): Uint8Array<ArrayBuffer> {
  const builder = new Builder(1024);
  builder.forceDefaults(true);
  builder.finish(writeTable(builder, root), identifier);
  return new Uint8Array(builder.asUint8Array());
}

function writeTable(builder: Builder, table: Table): number {
  // What a field points to is written before the table that points to it.
  const targets = table.map((field) => (field ? writeTarget(builder, field) : null));
  builder.startObject(table.length);
  for (const [slot, field] of table.entries()) {
    const target = targets[slot];
    if (!field) continue;
    if (typeof target === 'number') builder.addFieldOffset(slot, target, 0);
    else if (field[0] === 'int8') builder.addFieldInt8(slot, field[1], 0);
    else if (field[0] === 'int32') builder.addFieldInt32(slot, field[1], 0);
    else if (field[0] === 'float32') builder.addFieldFloat32(slot, field[1], 0);
    else if (field[0] === 'uint64') builder.addFieldInt64(slot, BigInt(field[1]), 0n);
  }
  return builder.endObject();
}

/** Where a vector, string or table was written; null for fields that lie in their table. */
function writeTarget(builder: Builder, [kind, value]: Field): number | null {
  switch (kind) {
    case 'string':
      return builder.createString(value);
    case 'bytes':
      return writeVector(builder, 1, 16, [...value], (byte) => builder.addInt8(byte));
    case 'int32s':
      return writeVector(builder, 4, 4, value, (number) => builder.addInt32(number));
    case 'float32s':
      return writeVector(builder, 4, 4, value, (number) => builder.addFloat32(number));
    case 'int64s':
      return writeVector(builder, 8, 8, value, (number) => builder.addInt64(BigInt(number)));
    case 'table':
      return writeTable(builder, value);
    case 'tables': {
      const offsets = value.map((table) => writeTable(builder, table));
      return writeVector(builder, 4, 4, offsets, (offset) => builder.addOffset(offset));
    }
    default:
      return null;
  }
}

/** FlatBuffers grow from the end, so the last element comes first. */
function writeVector(
  builder: Builder,
  elementBytes: number,
  alignment: number,
  values: readonly number[],
  add: (value: number) => void,
): number {
  builder.startVector(elementBytes, values.length, alignment);
  for (const value of values.toReversed()) add(value);
  return builder.endVector();
}
