// The frame of a container: what comes back, in pieces too, and that damage is found and named wherever it is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../../errors';
import { crc32 } from '../../util/crc32';
import { looksLikeContainer } from './magic';
import { joinSections, type Section, sectionsOf } from './sections';

const text = (words: string) => new TextEncoder().encode(words);

const FILE = joinSections([
  { tag: 'HEAD', payload: text('{}') },
  { tag: 'TENS', payload: new Uint8Array(300).fill(9) },
]);

async function read(chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<Section[]> {
  const sections: Section[] = [];
  for await (const section of sectionsOf(chunks)) sections.push(section);
  return sections;
}

async function errorOf(bytes: Uint8Array): Promise<ModelFormatError> {
  const error = await read([bytes]).catch((reason: unknown) => reason);
  if (!(error instanceof ModelFormatError)) throw new Error(`No such error: ${String(error)}`);
  return error;
}

describe('sections', () => {
  it('come back, and the end behind them', async () => {
    const sections = await read([FILE]);
    expect(sections.map(({ tag }) => tag)).toEqual(['HEAD', 'TENS', 'END ']);
    expect(sections.map(({ payload }) => payload.length)).toEqual([2, 300, 0]);
    expect(sections.map(({ offset }) => offset)).toEqual([24, 38, 350]);
  });

  it('come as soon as their bytes are there', async () => {
    let sent = 0;
    async function* slowly() {
      for (const byte of FILE) {
        sent++;
        yield Uint8Array.of(byte);
      }
    }
    const first = await sectionsOf(slowly()).next();
    expect(first.value?.tag).toBe('HEAD');
    expect(sent).toBe(16 + 8 + 2 + 4);
  });

  it('are the same in whatever pieces they come', async () => {
    const whole = await read([FILE]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: FILE.length })), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), FILE.length];
        const pieces = places.slice(1).map((end, index) => FILE.subarray(places[index], end));
        expect(await read(pieces)).toEqual(whole);
      }),
    );
  });

  it('are damaged by any flipped bit, and the damage has a place and a name', async () => {
    for (let bit = 0; bit < 8 * FILE.length; bit++) {
      const damaged = FILE.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      const error = await errorOf(damaged);
      expect(error.message).toMatch(/section|header|bytes follow the end/);
      expect(error.offset).toBeLessThanOrEqual(bit >> 3);
      expect(looksLikeContainer(damaged)).toBe(true);
    }
  });

  it('are missed wherever the file is cut', async () => {
    for (let length = 0; length < FILE.length; length++) {
      expect((await errorOf(FILE.subarray(0, length))).message).toMatch(/needs \d+ bytes/);
    }
  });

  it('have nothing behind them', async () => {
    const error = await errorOf(Uint8Array.of(...FILE, 0, 0));
    expect(error.message).toBe(
      'Container, at byte 354: 2 bytes follow the end. The file is damaged; load or copy it again.',
    );
  });

  it('of a newer version are for a newer Kindling', async () => {
    const newer = FILE.slice();
    newer[8] = 2;
    new DataView(newer.buffer).setUint32(12, crc32(newer.subarray(0, 12)), true);
    expect((await errorOf(newer)).message).toBe(
      'The container is of version 2; this Kindling reads 1. Use a newer one.',
    );
  });

  it('are not looked for in other files', () => {
    for (const other of ['', 'TFL3', '\x89PNG\r\n\x1a\n'.slice(0, 4)]) {
      expect(looksLikeContainer(Uint8Array.from(other, (char) => char.charCodeAt(0)))).toBe(false);
    }
  });
});
