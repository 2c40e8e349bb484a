// What a TFLite file says about pictures and labels: a FlatBuffer of its own among the buffers (identifier M001), and
// label files in a ZIP archive behind the model. A chunk that is loaded for files that have them.
// https://ai.google.dev/edge/litert/conversion/tensorflow/metadata
import { ModelFormatError } from '../../errors';
import { type FlatTable, identifierOf, readRootTable, type TableName } from './flat-table';
import {
  ASSOCIATED_FILE,
  AXIS_LABELS,
  MODEL_METADATA,
  NORMALIZATION,
  NORMALIZATION_UNIT,
  PROCESS_UNIT,
  SUBGRAPH_METADATA,
  TENSOR_METADATA,
} from './schema';
import type { TfliteFile } from './tflite-file';
import { METADATA_ENTRY, type TfliteMetadata } from './tflite-metadata';
import { type ArchivedFile, DEFLATED, extractFile, type Inflate, listArchive } from './zip-archive';

/** A file that the metadata names. */
interface NamedFile {
  readonly name: string;
  readonly type: number;
  readonly locale: string | null;
  readonly offset: number;
}

const IDENTIFIER = 'M001';
const UNKNOWN_TYPE = 0;

/** As `readTfliteMetadata`, of a whole file; what inflates labels is loaded where labels are deflated. */
export async function loadTfliteMetadata(
  bytes: Uint8Array,
  file: TfliteFile,
): Promise<TfliteMetadata> {
  const isDeflated = listArchive(bytes)?.some(({ method }) => method === DEFLATED) ?? false;
  return readTfliteMetadata(file, bytes, isDeflated ? (await import('../inflate')).inflate : null);
}

/**
 * Reads the metadata of a file; all null where it has none. Files that it names may not be packed, which is warned of:
 * they are about the answers, not about what is computed.
 * @throws ModelFormatError naming the byte offset: the metadata or the archive is damaged, or the archive is cut off.
 */
export function readTfliteMetadata(
  file: TfliteFile,
  bytes: Uint8Array,
  inflate: Inflate | null,
): TfliteMetadata {
  const entry = file.metadata.get(METADATA_ENTRY);
  const root =
    entry && identifierOf(entry.data) === IDENTIFIER
      ? readRootTable(entry.data, MODEL_METADATA, 'the metadata', entry.offset)
      : null;
  const subgraph = root?.tables('subgraphs', SUBGRAPH_METADATA, 'metadata of the graph')[0];
  const inputs = tensorsOf(subgraph, 'inputs');
  const outputs = tensorsOf(subgraph, 'outputs');
  const ofOutput = filesOf(outputs[0]);
  const named = [root, subgraph, ...inputs, ...outputs].flatMap((table) => filesOf(table));
  const archive = listArchive(bytes);
  const missing = named.filter(({ name }) => !archive?.some((packed) => packed.name === name));
  if (missing.length > 0) warnOfMissing(missing, archive === null && startsArchive(bytes));
  const labelFile = archive && chooseLabels(archive, ofOutput, named);
  return {
    labels: labelFile ? readLabels(extractFile(labelFile, inflate)) : null,
    normalization: readNormalization(inputs[0]),
  };
}

/** @throws ModelFormatError where the archive that would hold the files is cut off */
function warnOfMissing(missing: readonly NamedFile[], isCutOff: boolean): void {
  const names = missing.map(({ name }) => `"${name}"`).join(', ');
  if (isCutOff) {
    throw new ModelFormatError(
      `The metadata names ${names}, but the archive at the model's end is cut off. The file is truncated.`,
      { layer: null, offset: missing[0]?.offset ?? 0 },
    );
  }
  console.warn(`The metadata of a TFLite file names ${names}, which are not packed with it.`);
}

/** Whether the first file of an archive starts anywhere: `PK`, 3, 4. */
function startsArchive(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(0x50); at >= 0; at = bytes.indexOf(0x50, at + 1)) {
    if (bytes[at + 1] === 0x4b && bytes[at + 2] === 3 && bytes[at + 3] === 4) return true;
  }
  return false;
}

function tensorsOf(
  subgraph: FlatTable<keyof typeof SUBGRAPH_METADATA> | undefined,
  field: 'inputs' | 'outputs',
) {
  const named: TableName = (index) => `metadata of ${field.slice(0, -1)} ${index}`;
  return subgraph?.tables(field, TENSOR_METADATA, named) ?? [];
}

function filesOf(table: FlatTable<'associatedFiles'> | null | undefined): NamedFile[] {
  if (!table) return [];
  const named: TableName = (index) => `associated file ${index} of ${table.what}`;
  return table.tables('associatedFiles', ASSOCIATED_FILE, named).map((file) => ({
    name: file.string('name') ?? '',
    type: file.int8('type'),
    locale: file.string('locale'),
    offset: file.offset,
  }));
}

/** The first output's own labels, those of no language first; else the only text file that is not something else. */
function chooseLabels(
  archive: readonly ArchivedFile[],
  ofOutput: readonly NamedFile[],
  named: readonly NamedFile[],
): ArchivedFile | null {
  const labels = ofOutput.filter(({ type }) => type === AXIS_LABELS);
  const chosen = labels.find(({ locale }) => !locale) ?? labels[0];
  if (chosen) return archive.find(({ name }) => name === chosen.name) ?? null;
  const others = named.filter(({ type }) => type !== AXIS_LABELS && type !== UNKNOWN_TYPE);
  const texts = archive.filter(
    ({ name }) => name.endsWith('.txt') && !others.some((other) => other.name === name),
  );
  return texts.length === 1 ? (texts[0] ?? null) : null;
}

function readLabels(contents: Uint8Array): string[] | null {
  const lines = new TextDecoder().decode(contents).split('\n');
  const labels = lines.map((line) => line.trim());
  while (labels.at(-1) === '') labels.pop();
  return labels.length > 0 ? labels : null;
}

function readNormalization(
  input: FlatTable<keyof typeof TENSOR_METADATA> | undefined,
): TfliteMetadata['normalization'] {
  const units = input?.tables('processUnits', PROCESS_UNIT, (i) => `process unit ${i}`) ?? [];
  const unit = units.find((table) => table.uint8('optionsType') === NORMALIZATION_UNIT);
  const options = unit?.table('options', NORMALIZATION, 'the normalisation of the input');
  if (!options) return null;
  const mean = options.float32s('mean') ?? [];
  const std = options.float32s('std') ?? [];
  const isSound = mean.length > 0 && std.length > 0 && [...mean, ...std].every(Number.isFinite);
  if (!isSound || std.some((value) => value <= 0)) {
    throw options.damaged(`has mean [${mean.slice(0, 4)}] and std [${std.slice(0, 4)}]`);
  }
  return { mean, std };
}
