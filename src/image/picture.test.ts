// Pictures where no browser is around.
import { expect, it } from 'vitest';
import { ImageError } from '../errors';
import { keepPicture } from './picture';

it('says that Node has no decoders, instead of blaming the file', async () => {
  const picture = keepPicture(new Blob([new Uint8Array(5)]), 4096);
  await expect(picture).rejects.toThrow(ImageError);
  await expect(picture).rejects.toThrow(/\(5 bytes\) cannot be decoded: only browsers/);
});

it('says that an empty file is empty', async () => {
  await expect(keepPicture(new Blob([]), 4096)).rejects.toThrow('0 bytes');
});
