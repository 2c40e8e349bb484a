// A writer of FlexBuffers for the options of custom operators: a map of numbers, each of four bytes.

const FLOAT = 3;
const INT = 1;
const MAP = 9;
/** The width of four bytes, in types. */
const WIDTH_4 = 2;

/** The bytes of a map; whole numbers are written as integers. */
export function writeFlexMap(map: Readonly<Record<string, number>>): Uint8Array<ArrayBuffer> {
  const names = Object.keys(map).sort();
  const starts: number[] = [];
  const bytes: number[] = [];
  const push4 = (number: number, isFloat = false) => {
    const view = new DataView(new ArrayBuffer(4));
    if (isFloat) view.setFloat32(0, number, true);
    else view.setInt32(0, number, true);
    bytes.push(...new Uint8Array(view.buffer));
  };
  for (const name of names) {
    starts.push(bytes.length);
    bytes.push(...new TextEncoder().encode(name), 0);
  }
  while (bytes.length % 4 !== 0) bytes.push(0);
  push4(names.length);
  const keys = bytes.length;
  for (const start of starts) push4(bytes.length - start);
  push4(bytes.length - keys);
  push4(4);
  push4(names.length);
  const values = bytes.length;
  const isFloat = (name: string) => !Number.isInteger(map[name]) || /_scale|threshold/.test(name);
  for (const name of names) push4(map[name] ?? 0, isFloat(name));
  for (const name of names) bytes.push(((isFloat(name) ? FLOAT : INT) << 2) | WIDTH_4);
  while (bytes.length % 4 !== 0) bytes.push(0);
  push4(bytes.length - values);
  bytes.push((MAP << 2) | WIDTH_4, 4);
  return Uint8Array.from(bytes);
}
