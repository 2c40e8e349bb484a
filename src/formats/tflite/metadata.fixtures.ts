// A writer of a TFLite file's metadata, and a small classifier with labels behind it. Slots are written out here and not
// taken from schema.ts, so that a wrong one there is found.
import { strToU8, type Zippable, zipSync } from 'fflate';
import { type Field, type Table, writeFlat } from './flat.fixtures';
import { type FileToWrite, options, writeTflite } from './tflite.fixtures';

/** A file that metadata names; of type 2 (labels of an axis) where nothing is said. */
interface NamedFileToWrite {
  readonly name: string;
  readonly type?: number;
  readonly locale?: string;
}

/** Metadata to write. */
export interface MetadataToWrite {
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  /** Files of the first output. */
  readonly labels?: readonly NamedFileToWrite[];
  /** Files of the whole model. */
  readonly files?: readonly NamedFileToWrite[];
  readonly identifier?: string;
}

/** The bytes of a metadata buffer. */
export function writeMetadata(metadata: MetadataToWrite): Uint8Array {
  const { mean, std, labels = [], files = [], identifier = 'M001' } = metadata;
  const normalization: Table = [mean ? ['float32s', mean] : null, std ? ['float32s', std] : null];
  const unit: Table = [
    ['int8', 1],
    ['table', normalization],
  ];
  const text: Field = ['string', 'said for people'];
  const input: Table = [text, text, null, null, mean || std ? ['tables', [unit]] : null];
  const output: Table = [text, text, null, null, null, null, ['tables', labels.map(fileTable)]];
  const subgraph: Table = [text, text, ['tables', [input]], ['tables', [output]]];
  const root: Table = [
    text,
    text,
    text,
    ['tables', [subgraph]],
    text,
    text,
    ['tables', files.map(fileTable)],
  ];
  return writeFlat(root, identifier);
}

/** The means of the three channels of a 2×2 picture: the smallest classifier of pictures. */
export const MEANS: FileToWrite = {
  tensors: [
    { name: 'picture', shape: [1, 2, 2, 3] },
    { name: 'axes', shape: [2], type: 'INT32', data: Int32Array.of(1, 2) },
    { name: 'scores', shape: [1, 3] },
  ],
  operators: [{ op: 'MEAN', inputs: [0, 1], outputs: [2], options: options.mean(false) }],
  inputs: [0],
  outputs: [2],
};

/** `MEANS` with metadata, and with an archive of these files behind it. */
export function classifierFile(
  metadata: MetadataToWrite | Uint8Array | null,
  files: Readonly<Record<string, string>> | null,
  model: FileToWrite = MEANS,
): Uint8Array<ArrayBuffer> {
  const data = metadata instanceof Uint8Array ? metadata : metadata && writeMetadata(metadata);
  const entries = data ? new Map([['TFLITE_METADATA', data]]) : new Map<string, Uint8Array>();
  const bytes = writeTflite({ ...model, metadata: entries });
  return files ? joined(bytes, archiveOf(files)) : bytes;
}

/** A ZIP archive of texts. */
export function archiveOf(files: Readonly<Record<string, string>>): Uint8Array {
  const contents: Zippable = {};
  for (const [name, text] of Object.entries(files)) contents[name] = strToU8(text);
  return zipSync(contents, { mtime: '2024-01-01T00:00:00' });
}

/** One after the other. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

function fileTable({ name, type = 2, locale }: NamedFileToWrite): Table {
  return [['string', name], null, ['int8', type], locale ? ['string', locale] : null];
}
