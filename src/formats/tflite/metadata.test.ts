// Labels and normalisation: which file holds them, how it is read, and what is refused.
import { strFromU8 } from 'fflate';
import { describe, expect, it, vi } from 'vitest';
import { ModelFormatError } from '../../errors';
import { inflate } from '../inflate';
import { readTfliteMetadata } from './metadata';
import {
  archiveOf,
  classifierFile,
  joined,
  MEANS,
  type MetadataToWrite,
  writeMetadata,
} from './metadata.fixtures';
import { parseTflite } from './tflite-file';
import { extractFile, listArchive } from './zip-archive';

function read(bytes: Uint8Array) {
  return readTfliteMetadata(parseTflite(bytes), bytes, inflate);
}

const LABELS = 'cat\ndog\nbird\n';
const NAMED: MetadataToWrite = { labels: [{ name: 'labels.txt' }] };

describe('readTfliteMetadata', () => {
  it('gives nothing where a file says nothing', () => {
    expect(read(classifierFile(null, null))).toEqual({ labels: null, normalization: null });
    expect(read(classifierFile({}, null))).toEqual({ labels: null, normalization: null });
  });

  it('gives the first output’s labels and the first input’s normalisation', () => {
    const metadata = { ...NAMED, mean: [1, 2, 3], std: [4] };
    expect(read(classifierFile(metadata, { 'labels.txt': LABELS }))).toEqual({
      labels: ['cat', 'dog', 'bird'],
      normalization: { mean: [1, 2, 3], std: [4] },
    });
  });

  it('prefers labels of no language, and takes the first where all have one', () => {
    const files = { 'de.txt': 'Katze', 'labels.txt': 'cat', 'fr.txt': 'chat' };
    const named = (...labels: MetadataToWrite['labels'] & object) =>
      read(classifierFile({ labels }, files)).labels;
    const [german, french] = [
      { name: 'de.txt', locale: 'de' },
      { name: 'fr.txt', locale: 'fr' },
    ];
    expect(named(german, { name: 'labels.txt' }, french)).toEqual(['cat']);
    expect(named(french, german)).toEqual(['chat']);
  });

  it('takes the only text file where none is named, unless it is something else', () => {
    const files = { 'LABELS.txt': LABELS, 'about.md': 'x' };
    expect(read(classifierFile(null, files)).labels).toHaveLength(3);
    expect(read(classifierFile(null, { ...files, 'b.txt': 'y' })).labels).toBeNull();
    const vocabulary = { files: [{ name: 'LABELS.txt', type: 5 }] };
    expect(read(classifierFile(vocabulary, files)).labels).toBeNull();
    const unknown = { files: [{ name: 'LABELS.txt', type: 0 }] };
    expect(read(classifierFile(unknown, files)).labels).toHaveLength(3);
  });

  it('reads lines of UTF-8, with CRLF and a mark at the start, and drops empty ones at the end', () => {
    const labels = (text: string) => read(classifierFile(NAMED, { 'labels.txt': text })).labels;
    expect(labels('\ufeffcrème brûlée\r\n\r\n  猫 \r\n\r\n\n')).toEqual(['crème brûlée', '', '猫']);
    expect(labels('one')).toEqual(['one']);
    expect(labels('\n\n')).toBeNull();
  });

  it('does not read metadata of another version', () => {
    const metadata = { ...NAMED, identifier: 'M999' };
    expect(read(classifierFile(metadata, null))).toEqual({ labels: null, normalization: null });
  });

  it.each<[string, MetadataToWrite]>([
    ['mean [1] and std [0]', { mean: [1], std: [0] }],
    ['mean [NaN] and std [1]', { mean: [Number.NaN], std: [1] }],
    ['mean [] and std [1]', { std: [1] }],
  ])('refuses a normalisation of %s', (message, metadata) => {
    const file = classifierFile(metadata, null);
    expect(() => read(file)).toThrow(ModelFormatError);
    expect(() => read(file)).toThrow(`normalisation of the input (table at offset`);
    expect(() => read(file)).toThrow(message);
  });

  it('refuses a file that is cut off in the archive that it names', () => {
    const whole = classifierFile(NAMED, { 'labels.txt': LABELS });
    const model = classifierFile(NAMED, null).length;
    for (let length = model + 4; length < whole.length; length++) {
      const cut = whole.subarray(0, length);
      expect(() => read(cut), `${length} bytes`).toThrow(ModelFormatError);
      expect(() => read(cut)).toThrow(
        'names "labels.txt", but the archive at the model\'s end is cut off',
      );
    }
  });

  it.each([
    ['no archive is there', classifierFile(NAMED, null)],
    ['the archive lacks them', joined(classifierFile(NAMED, null), archiveOf({ 'a.json': '' }))],
  ])('warns of labels that are not packed, where %s', (_, bytes) => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(read(bytes).labels).toBeNull();
    expect(warn.mock.calls[0]?.[0]).toContain('names "labels.txt", which are not packed with it');
    warn.mockRestore();
  });

  it('refuses metadata that is damaged, at any byte, or reads it', () => {
    const metadata = writeMetadata({ ...NAMED, mean: [1], std: [2] });
    for (let at = 0; at < metadata.length; at++) {
      const bytes = Uint8Array.from(metadata);
      bytes[at] = 255 - (bytes[at] ?? 0);
      const file = classifierFile(bytes, { 'labels.txt': LABELS }, MEANS);
      try {
        read(file);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(ModelFormatError);
      }
    }
  });
});

describe('the archive', () => {
  const archive = archiveOf({ 'labels.txt': LABELS.repeat(50), 'b.txt': '' });

  it('lists and gives files, wherever it starts', () => {
    for (const before of [0, 1, 1000]) {
      const files = listArchive(joined(new Uint8Array(before), archive)) ?? [];
      expect(files.map(({ name, byteLength }) => [name, byteLength])).toEqual([
        ['labels.txt', 650],
        ['b.txt', 0],
      ]);
      expect(files.map((file) => strFromU8(extractFile(file, inflate)))).toEqual([
        LABELS.repeat(50),
        '',
      ]);
    }
    expect(listArchive(new Uint8Array(100))).toBeNull();
    expect(listArchive(new Uint8Array(3))).toBeNull();
  });

  it('gives the same files, or is refused, when any byte is damaged', () => {
    let refused = 0;
    for (let at = 0; at < archive.length; at++) {
      const bytes = Uint8Array.from(archive);
      bytes[at] = (bytes[at] ?? 0) ^ 0x55;
      try {
        const labels = listArchive(bytes)?.find(({ name }) => name === 'labels.txt');
        if (labels)
          expect(strFromU8(extractFile(labels, inflate)), `byte ${at}`).toBe(LABELS.repeat(50));
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(ModelFormatError);
        refused++;
      }
    }
    // Times, attributes and version numbers say nothing about contents.
    expect(refused).toBeGreaterThan(archive.length / 3);
  });

  it.each([
    ['4294967295 bytes, stored in', 24, 0xffffffff],
    ['1000000 bytes, stored in', 24, 1_000_000],
    ['which is longer than its 100 bytes', 24, 100],
    ['with 650 bytes that fail its checksum', 16, 7],
    ['past its directory', 20, 0x00ffffff],
    ['where no file starts', 42, 7],
    ['past the directory', 28, 0xffff],
    ['compressed by method 12', 10, 12],
  ])('is refused, before it fills memory: %s', (message, field, value) => {
    const bytes = Uint8Array.from(archive);
    const view = new DataView(bytes.buffer);
    const record = view.getUint32(bytes.length - 6, true);
    if ([10, 28].includes(field)) view.setUint16(record + field, value, true);
    else view.setUint32(record + field, value, true);
    const extract = () => listArchive(bytes)?.map((file) => extractFile(file, inflate));
    expect(extract).toThrow(ModelFormatError);
    expect(extract).toThrow(message);
  });
});
