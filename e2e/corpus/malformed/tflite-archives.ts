// Malformed TFLite files whose archive, behind a sound FlatBuffer, is a bomb or none.
import { archiveOf, classifierFile, joined } from '../../../src/formats/tflite/metadata.fixtures';
import { DAMAGED, type MalformedCase } from './malformed-case';

const LABELS = { labels: [{ name: 'labels.txt' }] };

/** The file of a classifier whose archive was changed: a DataView at its directory's record. */
function archived(text: string, change: (record: DataView, archive: Uint8Array) => void) {
  return () => {
    const archive = archiveOf({ 'labels.txt': text });
    const at = archive.findLastIndex(
      (_, i) => String.fromCharCode(...archive.subarray(i, i + 4)) === 'PK\x01\x02',
    );
    change(new DataView(archive.buffer, archive.byteOffset + at), archive);
    return joined(classifierFile(LABELS, null), archive);
  };
}

/** Archives of labels that cannot be. */
export const TFLITE_ARCHIVES: readonly MalformedCase[] = [
  {
    what: 'a bomb: 32 MB of labels in 32 kB',
    bytes: archived('a\n'.repeat(16_000_000), () => undefined),
    gives: DAMAGED(/at most \d+ can be believed/),
  },
  {
    what: 'a bomb that says that it is small',
    bytes: archived('a\n'.repeat(16_000_000), (record) => record.setUint32(24, 6, true)),
    gives: DAMAGED(/longer than its 6 bytes/),
  },
  {
    what: 'labels that declare 2 GB',
    bytes: archived('a\nb\nc\n', (record) => record.setUint32(24, 0x7fffffff, true)),
    gives: DAMAGED(/can be believed/),
  },
  {
    what: 'deflated labels that do not end',
    // Behind the file's own header, whose name has ten letters: blocks that are stored and empty, none of them the last.
    bytes: archived('abcdefghijklmnopqrstuvwxyz\n'.repeat(20), (_, archive) => {
      const [start, end] = [40, archive.indexOf(0x50, 41)];
      for (let at = start; at < end; at++) archive[at] = [0, 0, 0, 255, 255][(at - start) % 5] ?? 0;
    }),
    gives: DAMAGED(/cannot be inflated|fail its checksum/),
  },
  {
    what: 'four million labels for three classes',
    bytes: archived(`${'\n'.repeat(3_900_000)}z`, () => undefined),
    gives: 'a model',
  },
  {
    what: 'an encrypted file of labels',
    bytes: archived('a\nb\nc\n', (record) => record.setUint16(8, 1, true)),
    gives: DAMAGED(/encrypted/),
  },
  {
    what: 'a file of labels where no file starts',
    bytes: archived('a\nb\nc\n', (record) => record.setUint32(42, 0xfffffff0, true)),
    gives: DAMAGED(/where no file starts/),
  },
];
