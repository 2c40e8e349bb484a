// The options of custom operators: a FlexBuffer that holds a map of numbers. https://flatbuffers.dev/flatbuffers_internals/
// It is read from its end: type and width of the root, then back to what that refers to. A map lies behind the place of its
// keys, their width and its length; behind its values are their types.

const MAP = 9;
const KINDS: Readonly<Record<number, 'int' | 'uint' | 'float'>> = {
  1: 'int',
  2: 'uint',
  3: 'float',
  6: 'int',
  7: 'uint',
  8: 'float',
  26: 'uint',
};
/** Types from here to there hold where their number is, not the number. */
const INDIRECT = [6, 8] as const;
const MOST_ENTRIES = 256;
const MOST_KEY_BYTES = 256;

/** Numbers and truth values of a map by name; entries of other types are left out. @throws RangeError for damaged bytes */
export function readFlexMap(bytes: Uint8Array): Map<string, number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [rootType, rootWidth] = [view.getUint8(bytes.length - 2), view.getUint8(bytes.length - 1)];
  if (rootType >> 2 !== MAP) throw new RangeError('The options are no map.');
  const width = 1 << (rootType & 3);
  const start = follow(view, bytes.length - 2 - rootWidth, rootWidth);
  const keys = follow(view, start - 3 * width, width);
  const keyWidth = readNumber(view, start - 2 * width, width, 'uint');
  const count = readNumber(view, start - width, width, 'uint');
  if (count > MOST_ENTRIES) throw new RangeError(`The options have ${count} entries.`);
  const entries = Array.from({ length: count }, (_, i): [string, number] | null => {
    const type = view.getUint8(start + count * width + i);
    const kind = KINDS[type >> 2];
    if (!kind) return null;
    const at = start + i * width;
    const isIndirect = type >> 2 >= INDIRECT[0] && type >> 2 <= INDIRECT[1];
    const value = isIndirect
      ? readNumber(view, follow(view, at, width), 1 << (type & 3), kind)
      : readNumber(view, at, width, kind);
    return [readKey(view, follow(view, keys + i * keyWidth, keyWidth)), value];
  });
  return new Map(entries.filter((entry) => entry !== null));
}

/** Offsets count backwards from where they stand. */
function follow(view: DataView, at: number, width: number): number {
  return at - readNumber(view, at, width, 'uint');
}

function readNumber(
  view: DataView,
  at: number,
  width: number,
  kind: 'int' | 'uint' | 'float',
): number {
  if (kind === 'float') {
    if (width === 4) return view.getFloat32(at, true);
    if (width === 8) return view.getFloat64(at, true);
    throw new RangeError(`The options have a float of ${width} bytes.`);
  }
  const isSigned = kind === 'int';
  switch (width) {
    case 1:
      return isSigned ? view.getInt8(at) : view.getUint8(at);
    case 2:
      return isSigned ? view.getInt16(at, true) : view.getUint16(at, true);
    case 4:
      return isSigned ? view.getInt32(at, true) : view.getUint32(at, true);
    case 8:
      return Number(view.getBigInt64(at, true));
    default:
      throw new RangeError(`The options have a number of ${width} bytes.`);
  }
}

/** Keys end in a zero. */
function readKey(view: DataView, start: number): string {
  let key = '';
  for (let at = start; key.length < MOST_KEY_BYTES; at++) {
    const code = view.getUint8(at);
    if (code === 0) return key;
    key += String.fromCharCode(code);
  }
  throw new RangeError('The options have a key without an end.');
}
