// Encoded pictures where no browser is around, as sharp decodes them.
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ImageError, LimitError } from '../errors';
import { decodePicture } from './decode-picture';
import { keepPicture } from './picture';
import type { RgbaPixels } from './plain-pixels';

const [WIDTH, HEIGHT] = [6, 4];
const LEFT = [200, 40, 10];
const RIGHT = [10, 60, 220];

afterEach(() => vi.unstubAllGlobals());

/** Two halves that differ, so that what is turned or mirrored shows. */
function halves() {
  const rows = Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % WIDTH < 3 ? LEFT : RIGHT));
  return sharp(Uint8Array.from(rows.flat()), {
    raw: { width: WIDTH, height: HEIGHT, channels: 3 },
  });
}

const at = ({ width, data }: RgbaPixels, x: number, y: number) => [
  ...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4),
];

describe('decodes', () => {
  const exact = {
    PNG: () => halves().png(),
    'PNG of 16 bits': () => halves().toColourspace('rgb16').png(),
    WebP: () => halves().webp({ lossless: true }),
    GIF: () => halves().gif(),
    TIFF: () => halves().tiff({ compression: 'lzw' }),
    AVIF: () => halves().avif({ lossless: true }),
  };
  it.each(Object.entries(exact))('%s', async (_name, make) => {
    const pixels = await decodePicture(await make().toBuffer());
    expect([pixels.width, pixels.height]).toEqual([WIDTH, HEIGHT]);
    expect(at(pixels, 0, 0)).toEqual([...LEFT, 255]);
    expect(at(pixels, 5, 3)).toEqual([...RIGHT, 255]);
    expect(pixels.data).toHaveLength(4 * WIDTH * HEIGHT);
  });

  it('JPEG, within what it loses', async () => {
    const file = halves().jpeg({ quality: 100, chromaSubsampling: '4:4:4' });
    const pixels = await decodePicture(await file.toBuffer());
    const off = at(pixels, 0, 0).map((level, i) => Math.abs(level - ([...LEFT, 255][i] ?? 0)));
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
  });

  it('grey as RGB with equal channels', async () => {
    const grey = sharp({ create: { width: 2, height: 2, channels: 3, background: '#555555' } });
    const pixels = await decodePicture(await grey.toColourspace('b-w').png().toBuffer());
    expect([...pixels.data]).toEqual([1, 2, 3, 4].flatMap(() => [0x55, 0x55, 0x55, 255]));
  });

  it('alpha, not multiplied in', async () => {
    const pixels = await decodePicture(await halves().ensureAlpha(0.2).png().toBuffer());
    expect(at(pixels, 0, 0)).toEqual([...LEFT, 51]);
  });

  it('colours of a profile as sRGB', async () => {
    const wide = await halves().withIccProfile('p3').png().toBuffer();
    // The file holds other numbers than it shows.
    const { data } = await sharp(wide, { ignoreIcc: true })
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(data[0]).not.toBe(LEFT[0]);
    const off = at(await decodePicture(wide), 0, 0).map((level, i) => {
      return Math.abs(level - ([...LEFT, 255][i] ?? 0));
    });
    expect(Math.max(...off)).toBeLessThanOrEqual(2);
  });
});

// Where the left half comes to lie: EXIF 2.3, 4.6.4, tag 274.
const ORIENTATIONS = [
  [1, WIDTH, HEIGHT, 'left'],
  [2, WIDTH, HEIGHT, 'right'],
  [3, WIDTH, HEIGHT, 'right'],
  [4, WIDTH, HEIGHT, 'left'],
  [5, HEIGHT, WIDTH, 'top'],
  [6, HEIGHT, WIDTH, 'top'],
  [7, HEIGHT, WIDTH, 'bottom'],
  [8, HEIGHT, WIDTH, 'bottom'],
] as const;

it.each(ORIENTATIONS)(
  'turns EXIF orientation %i upright',
  async (orientation, width, height, side) => {
    const pixels = await decodePicture(
      await halves().withMetadata({ orientation }).png().toBuffer(),
    );
    expect([pixels.width, pixels.height]).toEqual([width, height]);
    const isFirst = side === 'left' || side === 'top';
    expect(at(pixels, 0, 0)).toEqual([...(isFirst ? LEFT : RIGHT), 255]);
  },
);

const FORMATS = ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const;

/** The first half of a file of 64×64 pixels. */
async function halfOf(format: (typeof FORMATS)[number]) {
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const create = { width: 64, height: 64, channels: 3, background: '#fff', noise } as const;
  const whole = await sharp({ create }).toFormat(format).toBuffer();
  return whole.subarray(0, whole.length / 2);
}

describe('refuses', () => {
  const failing = (bytes: Uint8Array, options = {}) =>
    decodePicture(bytes, options).then(
      () => expect.fail('It decoded it.'),
      (error: unknown) => error,
    );

  it('what has no bytes', async () => {
    expect(await failing(new Uint8Array())).toMatchObject({
      code: 'image',
      message: expect.stringContaining('0 bytes'),
    });
  });

  it.each([
    ['text', 'hello, I am a picture'],
    [
      'SVG, which sharp would draw',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
    ],
    ['a file of one byte', '\xff'],
  ])('%s', async (_name, text) => {
    const error = await failing(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    expect(error).toBeInstanceOf(ImageError);
    expect(error).toMatchObject({ message: expect.stringContaining('not a JPEG, PNG') });
  });

  it.each(FORMATS)('half a %s', async (format) => {
    const error = await failing(await halfOf(format));
    expect(error).toBeInstanceOf(ImageError);
    expect(error).toMatchObject({ message: expect.stringContaining('damaged') });
  });

  it('more bytes and more pixels than it may, before it decodes', async () => {
    const file = await halves().png().toBuffer();
    const long = await failing(file, { maxBytes: file.length - 1 });
    expect(long).toBeInstanceOf(LimitError);
    expect(long).toMatchObject({
      limit: 'maxBytes',
      needed: file.length,
      available: file.length - 1,
    });
    // Half of the pixels are not there: only the header is read.
    const large = await failing(await halfOf('jpeg'), { maxPixels: 4095 });
    expect(large).toMatchObject({
      code: 'limit',
      limit: 'maxPixels',
      needed: 4096,
      available: 4095,
    });
    await expect(
      decodePicture(file, { maxBytes: file.length, maxPixels: 24 }),
    ).resolves.toBeDefined();
  });

  it('everything without sharp, and says how to get it', async () => {
    const missing = Object.assign(new Error('Cannot find module'), { code: 'MODULE_NOT_FOUND' });
    const createRequire = () => () => {
      throw missing;
    };
    const file = await halves().png().toBuffer();
    vi.stubGlobal('process', { ...process, getBuiltinModule: () => ({ createRequire }) });
    const error = await failing(file);
    expect(error).toBeInstanceOf(ImageError);
    expect(error).toMatchObject({ message: expect.stringContaining('npm install sharp') });
  });
});

describe('a runtime takes', () => {
  it('files', async () => {
    const file = new Blob([Uint8Array.from(await halves().png().toBuffer())]);
    const { source, width, height } = await keepPicture(file, 4096);
    expect([width, height]).toEqual([WIDTH, HEIGHT]);
    expect('data' in source && [...source.data.slice(0, 4)]).toEqual([...LEFT, 255]);
  });

  it('files and pixels that are longer than it computes on, shrunk in proportion', async () => {
    const file = new Blob([Uint8Array.from(await halves().png().toBuffer())]);
    const data = await halves().raw().toBuffer();
    for (const picture of [file, { width: WIDTH, height: HEIGHT, data }]) {
      const { width, height } = await keepPicture(picture, 3);
      expect([width, height]).toEqual([3, 2]);
    }
  });

  it('no empty file', async () => {
    await expect(keepPicture(new Blob([]), 4096)).rejects.toThrow('0 bytes');
  });
});
