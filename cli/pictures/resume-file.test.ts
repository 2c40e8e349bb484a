import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { jsonLine } from './records';
import { ResumeFile, withResumeFile } from './resume-file';

let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'kindling-resume-')), 'sub', 'out.jsonl');
});

const line = (image: string) => jsonLine('net', { image, top: [{ label: 'Größe' }] });

describe('ResumeFile', () => {
  it('makes the file, and gives back what it wrote', async () => {
    await withResumeFile(path, 'net', async (file) => {
      expect(file).toMatchObject({ size: 0, failed: 0 });
      expect(file?.take('a')).toBe(false);
      for (const image of ['a', 'b', 'a']) file?.write(line(image));
      file?.write(jsonLine('net', { image: 'c', error: { code: 'image', message: 'no' } }));
      return file;
    }).then((closed) => closed?.write(line('too late')));
    const again = await ResumeFile.open(path, 'net');
    expect(again).toMatchObject({ size: 4, failed: 1 });
    // Given twice, it is done twice, and a third one is not.
    expect(['a', 'a', 'a', 'b', 'c', 'd'].map((image) => again.take(image))).toEqual([
      ...[true, true, false],
      ...[true, true, false],
    ]);
    again.close();
  });

  it('cuts a torn last line off, wherever it is torn, and goes on behind whole ones', async () => {
    const text = ['a', 'ü', 'c'].map((image) => `${line(image)}\n`).join('');
    await withResumeFile(path, 'net', async () => undefined);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: Buffer.byteLength(text) }), async (cut) => {
        writeFileSync(path, Buffer.from(text).subarray(0, cut));
        await withResumeFile(path, 'net', async (file) => {
          for (const image of ['a', 'ü', 'c']) if (!file?.take(image)) file?.write(line(image));
        });
        expect(readFileSync(path, 'utf8')).toBe(text);
      }),
    );
  });

  it.each([
    [
      'of another model',
      `${jsonLine('other', { image: 'a' })}\n`,
      'line 1: that is of the model "other"',
    ],
    ['that are no records', `${line('a')}\n{"name":1}\n`, 'line 2: that is no record'],
    ['that are no JSON', 'image,rank\n', 'line 1: that is no record'],
  ])('refuses lines %s, and leaves the file as it is', async (_, text, says) => {
    await withResumeFile(path, 'net', async () => undefined);
    writeFileSync(path, text);
    await expect(ResumeFile.open(path, 'net')).rejects.toThrow(says);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('says where it cannot write', async () => {
    await expect(ResumeFile.open(join(tmpdir()), 'net')).rejects.toThrow('it is a folder');
    await expect(withResumeFile(null, 'net', async (file) => file)).resolves.toBeNull();
    expect(existsSync(path)).toBe(false);
  });
});
