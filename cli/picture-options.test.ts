// What is said of pictures on the command line.
import { writeFileSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readArguments } from './arguments';
import { PICTURE_OPTIONS, readClassifierSettings, readPictureSettings } from './picture-options';

const given = (...raw: string[]) =>
  readArguments(raw, { ...PICTURE_OPTIONS, labels: { type: 'string' } });

describe('readPictureSettings', () => {
  it('is null where nothing is said', () => {
    expect(readPictureSettings(given())).toBeNull();
  });

  it('takes numbers as model cards have them, one for all channels or one for each', () => {
    expect(readPictureSettings(given('--mean', '0.485,0.456,0.406', '--std', '0.5'))).toEqual({
      mean: [0.485, 0.456, 0.406],
      std: [0.5, 0.5, 0.5],
    });
  });

  it('takes the part of the picture', () => {
    expect(readPictureSettings(given('--crop', 'full'))).toEqual({ region: 'full' });
    expect(readPictureSettings(given('--crop', '0.875'))).toEqual({
      region: { centralSquare: 0.875 },
    });
  });

  it.each([
    ['--mean', '1,2', 'one number or three'],
    ['--mean', 'a,b,c', 'one number or three'],
    ['--mean', '1,,2', 'one number or three'],
    ['--std', '1,0,1', 'other than 0'],
    ['--crop', '1.5', 'a share above 0'],
    ['--crop', 'all', 'a share above 0'],
  ])('refuses %s %s', (option, text, says) => {
    expect(() => readPictureSettings(given(option, text))).toThrow(says);
  });
});

describe('readClassifierSettings', () => {
  it('reads names, one a line', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'kindling-labels-'));
    const file = join(folder, 'labels.txt');
    writeFileSync(file, 'cat\r\ndog, small\n\nbird\n');
    expect(await readClassifierSettings(given('--labels', file))).toEqual({
      labels: ['cat', 'dog, small', '', 'bird'],
    });
    writeFileSync(file, '');
    await expect(readClassifierSettings(given('--labels', file))).rejects.toThrow(
      'no labels in it',
    );
  });

  it('is null where nothing is said, and has no names where only the picture is told', async () => {
    expect(await readClassifierSettings(given())).toBeNull();
    expect(await readClassifierSettings(given('--mean', '0'))).toEqual({
      preprocessing: { mean: [0, 0, 0] },
    });
  });
});
