// Round trips, and every kind of .npy file that must be refused rather than misread.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeNpy, encodeNpy, readNpy } from './npy';

/** A file as NumPy writes it: header padded to 64 bytes, then the data. */
function npy(
  descr: string,
  shape: string,
  data: Uint8Array,
  { fortran = false, version = 1, alignment = 64 } = {},
): Uint8Array<ArrayBuffer> {
  const order = fortran ? 'True' : 'False';
  const dictionary = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const prefix = version === 1 ? 10 : 12;
  const headerBytes = Math.ceil((prefix + dictionary.length + 1) / alignment) * alignment - prefix;
  const bytes = new Uint8Array(prefix + headerBytes + data.byteLength);
  const header = `\x93NUMPY${String.fromCharCode(version, 0)}`;
  bytes.set(Uint8Array.from(header, (letter) => letter.charCodeAt(0)));
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, headerBytes, true);
  else view.setUint32(8, headerBytes, true);
  bytes.set(new TextEncoder().encode(`${dictionary.padEnd(headerBytes - 1)}\n`), prefix);
  bytes.set(data, prefix + headerBytes);
  return bytes;
}

const bytesOf = (array: ArrayBufferView<ArrayBuffer>) => new Uint8Array(array.buffer);
const floats = bytesOf(new Float32Array([1, -2, 3.5, 4, 5, 6]));

describe('decodeNpy', () => {
  it('gives back what encodeNpy wrote', () => {
    const tensor = { shape: [1, 2, 3], data: new Float32Array([1, -2, 3.5, 0, Number.NaN, 1e-40]) };
    expect(decodeNpy(encodeNpy(tensor))).toEqual(tensor);
  });

  it.each([1, 2, 3])('reads version %i headers', (version) => {
    const { shape, data } = decodeNpy(npy('<f4', '(2, 3)', floats, { version }));
    expect(shape).toEqual([2, 3]);
    expect([...data]).toEqual([1, -2, 3.5, 4, 5, 6]);
  });

  it.each(['(2, 3)', '(2,  3)', '(2, 3 )', '( 2,  3 )'])(
    'reads headers that no blanks fill up: %s',
    (shape) => {
      for (const version of [1, 2]) {
        const { data } = decodeNpy(npy('<f4', shape, floats, { version, alignment: 1 }));
        expect([...data]).toEqual([1, -2, 3.5, 4, 5, 6]);
      }
    },
  );

  it.each([
    ['<f8', new Float64Array([1, 2, 250])],
    ['<f2', new Uint16Array([0x3c00, 0x4000, 0x5bd0])],
    ['|u1', new Uint8Array([1, 2, 250])],
    ['<i2', new Int16Array([1, 2, 250])],
    ['<u4', new Uint32Array([1, 2, 250])],
    ['<i8', new BigInt64Array([1n, 2n, 250n])],
  ])('converts %s to float32', (descr, data) => {
    expect([...decodeNpy(npy(descr, '(3,)', bytesOf(data))).data]).toEqual([1, 2, 250]);
  });

  it('takes Fortran order where it is the same as C order', () => {
    const { shape } = decodeNpy(npy('<f4', '(1, 6, 1)', floats, { fortran: true }));
    expect(shape).toEqual([1, 6, 1]);
  });

  it.each([
    ['Fortran order', npy('<f4', '(2, 3)', floats, { fortran: true }), 'it is in Fortran order'],
    ['big-endian numbers', npy('>f4', '(2, 3)', floats), '>f4: only little-endian real numbers'],
    ['booleans', npy('|b1', '(6,)', new Uint8Array(6)), 'b1: only little-endian real numbers'],
    ['complex numbers', npy('<c8', '(3,)', floats), 'c8: only little-endian real numbers'],
    ['text', npy('<U1', '(6,)', floats), 'U1: only little-endian real numbers'],
    ['a cut-off file', npy('<f4', '(2, 3)', floats.slice(0, 21)), 'takes 24 bytes of data, got 21'],
    ['a longer file', npy('<f4', '(2, 2)', floats), 'takes 16 bytes of data, got 24'],
    ['a cut-off header', npy('<f4', '(2, 3)', floats).slice(0, 40), 'cut off inside its header'],
    ['another file', new Uint8Array(100), 'it is not a .npy file'],
    ['an empty file', new Uint8Array(0), 'it is not a .npy file'],
  ])('refuses %s', (_what, bytes, message) => {
    expect(() => decodeNpy(bytes)).toThrow(message);
  });
});

describe('readNpy', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kindling-npy-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('names the file in its errors', async () => {
    const path = join(folder, 'x.npy');
    await expect(readNpy(path)).rejects.toThrow(`"${path}" cannot be read: there is no such file.`);
    await writeFile(path, 'text');
    await expect(readNpy(path)).rejects.toThrow(`"${path}" cannot be used as input: it is not`);
  });
});
