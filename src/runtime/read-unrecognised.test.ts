// Files that are no models, as real tools write them: each is called what it is, and none a damaged Deep Compression file.
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../errors';
import { writeDeepCompression } from '../formats/deep-compression.fixtures';
import { squeezenetConvolutions } from '../models/squeezenet';
import { seededRandom } from '../util/random';
import { readModel } from './read-model';

const MODELS =
  'Models are ONNX and TFLite files, Kindling containers, and SqueezeNet 1.0 as Deep Compression left it.';

const text = (words: string) => new TextEncoder().encode(words);
const latin1 = (words: string) => Uint8Array.from(words, (char) => char.charCodeAt(0));
const background = { r: 200, g: 100, b: 50 };
const picture = sharp({ create: { width: 40, height: 30, channels: 3, background } });
const noise = () => {
  const random = seededRandom(9);
  return Uint8Array.from({ length: 5000 }, () => 128 + 128 * random());
};

const UNRECOGNISED: readonly (readonly [
  what: string,
  says: string,
  bytes: () => Promise<Uint8Array> | Uint8Array,
])[] = [
  ['WebP', 'a picture', () => picture.clone().webp().toBuffer()],
  ['PNG', 'a picture', () => picture.clone().png().toBuffer()],
  ['JPEG', 'a picture', () => picture.clone().jpeg().toBuffer()],
  ['GIF', 'a picture', () => picture.clone().gif().toBuffer()],
  ['AVIF', 'a picture or a video', () => picture.clone().avif().toBuffer()],
  ['TIFF', 'a picture', () => picture.clone().tiff().toBuffer()],
  ['a message', 'text, which begins "Access denied"', () => text('Access denied\n')],
  [
    'text of other letters',
    'text, which begins "Zugriff für"',
    () => text('Zugriff für\nGäste gesperrt'),
  ],
  [
    'Markdown',
    'text, which begins "# SqueezeNet"',
    () => text('# SqueezeNet\n\nA small network.\n'),
  ],
  ['a .cfg of Darknet', 'text, which begins "[net]"', () => text('[net]\nwidth=416\n')],
  [
    'JSON',
    'JSON',
    () => text(JSON.stringify({ format: 'layers-model', modelTopology: {} }, null, 2)),
  ],
  ['a web page', 'a web page', () => text('\n<!DOCTYPE html><title>Not found</title>')],
  ['gzip', 'compressed', () => gzipSync('weights')],
  ['xz', 'compressed', () => latin1('\xfd7zXZ\0\0\x04\xe6\xd6')],
  ['Zstandard', 'compressed', () => latin1('\x28\xb5\x2f\xfd\x24\x07\x39\0')],
  ['bzip2', 'compressed', () => latin1('BZh91AY&SY\x94\x1f')],
  ['ZIP', 'a ZIP archive', () => zipSync({ 'data.pkl': text('weights') })],
  ['pickle', 'a Python pickle', () => latin1('\x80\x02}q\0(X\x05\0\0\0layerq\x01')],
  ['HDF5', 'HDF5', () => latin1('\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0')],
  [
    'safetensors',
    'a file of safetensors',
    () =>
      latin1(
        '\x3a\0\0\0\0\0\0\0{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}    \0\0\0\0',
      ),
  ],
  ['NumPy', 'an array of NumPy', () => latin1("\x93NUMPY\x01\0\x76\0{'descr': '<f4'}")],
  ['GGUF', 'GGUF', () => latin1('GGUF\x03\0\0\0\x01\0\0\0')],
  ['.ort', 'a file of ONNX Runtime’s own format', () => latin1('\x20\0\0\0ORTM\0\0\0\0')],
  ['saved_model.pb', 'a graph of TensorFlow', () => latin1('\x08\x01\x12\xd2\x0f\n\x05serve')],
  [
    'a frozen graph',
    'a graph of TensorFlow',
    () => latin1('\n\x2e\n\x05input\x12\x0bPlaceholder*\x0b\n\x05dtype\x12\x020\x01'),
  ],
  ['PDF', 'a PDF', () => latin1('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n')],
  ['WebAssembly', 'WebAssembly', () => latin1('\0asm\x01\0\0\0')],
  ['zeros', 'nothing but zeros where it begins', () => new Uint8Array(5000)],
];

describe('readModel', () => {
  it.each(UNRECOGNISED)('calls %s %s', async (_, says, bytes) => {
    const failure = await readModel(new Uint8Array(await bytes())).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(ModelFormatError);
    expect(failure).toMatchObject({ layer: null, offset: 0 });
    const { message } = failure as ModelFormatError;
    expect(message).toMatch(/^The file is no model, but /);
    expect(message).toContain(says);
    expect(message).toContain(MODELS);
  });

  it.each([
    ['noise', noise],
    ['Brotli, which has no beginning of its own', () => brotliCompressSync('weights of a network')],
    ['three bytes', () => Uint8Array.of(0, 1, 2)],
  ])('says what models are where it does not know %s', async (_, bytes) => {
    const failure = await readModel(new Uint8Array(bytes())).catch((error: Error) => error);
    expect(failure).toBeInstanceOf(ModelFormatError);
    const { message } = failure as ModelFormatError;
    expect(message).toMatch(
      /^The file is of no kind that is known: it begins with the bytes [0-9a-f]{2}( [0-9a-f]{2})+\. /,
    );
    expect(message).toContain(MODELS);
  });

  it('reads a Deep Compression file whatever it begins with, and says where a damaged one is', async () => {
    const layers = squeezenetConvolutions().map(({ name, shape }) => ({ name, shape, codes: [1] }));
    const [first = { name: '', shape: [] }, ...others] = layers;
    // So many codes that their count reads as the beginning of JSON.
    const codes = new Array(0x227b).fill(1);
    const bytes = writeDeepCompression([{ ...first, codes }, ...others]);
    expect(String.fromCharCode(...bytes.subarray(0, 2))).toBe('{"');
    expect((await readModel(bytes)).name).toBe('model');
    await expect(readModel(bytes.subarray(0, 5000))).rejects.toThrow(/Layer "conv1": .*truncated/);
    const oneWrong = Uint8Array.from(bytes);
    new DataView(oneWrong.buffer).setUint32(0, 0xffffffff, true);
    await expect(readModel(oneWrong)).rejects.toThrow(/Layer "conv1": its 4294967295 codes/);
  });
});
