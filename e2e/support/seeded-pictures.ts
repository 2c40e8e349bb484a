// Many pictures made of the photographs: seeded crops, encoded again, and broken ones among them.
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
import { seededRandom } from '../../src/util/random';
import { sharedPath } from './shared-material';

/** A file, and whether it is a picture. */
export interface SeededFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly isBroken: boolean;
}

const SIDE = 256;

/** So many files, the broken ones spread among them; the first two pictures have the same bytes. */
export async function* seededFiles(count: number, broken: number): AsyncGenerator<SeededFile> {
  const photos = readdirSync(sharedPath('photos')).filter((name) => /\.jpe?g$/i.test(name));
  const random = seededRandom(26);
  const every = Math.floor(count / broken);
  let first: Buffer | null = null;
  for (let index = 0; index < count; index++) {
    const photo = sharedPath('photos', photos[index % photos.length] ?? '');
    const bytes: Buffer = index === 1 && first ? first : await cropped(photo, random);
    first ??= bytes;
    const isBroken = index % every === every - 1 && index < broken * every;
    const name = `${isBroken ? 'broken' : 'picture'}-${String(index).padStart(5, '0')}.jpg`;
    yield { name, isBroken, bytes: isBroken ? damaged(bytes, index / every) : bytes };
  }
}

async function cropped(photo: string, random: () => number): Promise<Buffer> {
  const { width, height } = await sharp(photo).metadata();
  const side = Math.floor(Math.min(width, height) * (0.5 + 0.5 * random()));
  const place = (length: number) => Math.floor((length - side) * random());
  return sharp(photo)
    .extract({ left: place(width), top: place(height), width: side, height: side })
    .resize(SIDE, SIDE)
    .jpeg({ quality: 60 + Math.floor(35 * random()) })
    .toBuffer();
}

/** Cut off, empty, something else, or a header and then nothing. */
function damaged(bytes: Buffer, number: number): Buffer {
  const kinds = [
    bytes.subarray(0, bytes.length / 2),
    Buffer.alloc(0),
    Buffer.from('<!doctype html><title>Not found</title>'),
    bytes.subarray(0, 20),
  ];
  return kinds[Math.floor(number) % kinds.length] ?? bytes;
}
