// Reads a TFLite file (schema version 3) into plain data: tensors, operators, and what lies beside them. Every index,
// size and count is checked here, so that nothing behind this file meets one that is out of range.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { checkStructure } from './check-structure';
import { type FlatTable, identifierOf, readRootTable } from './flat-table';
import { BUFFER, METADATA, MODEL, SUBGRAPH, TENSOR } from './schema';
import { readOperators, type TfliteOperator } from './tflite-operator';
import {
  type BufferTable,
  type FileBytes,
  readBuffer,
  readTensor,
  type TfliteTensor,
} from './tflite-tensor';

/** What a file holds. Operators are in execution order; every tensor that one reads is there by then. */
export interface TfliteFile {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly tensors: readonly TfliteTensor[];
  readonly operators: readonly TfliteOperator[];
  /** Further data by name, and where it starts in the file. */
  readonly metadata: ReadonlyMap<string, FileBytes>;
}

const IDENTIFIER = 'TFL3';
const VERSION = 3;

/**
 * Reads and checks a file's first and only subgraph; costs time in proportion to its tables, not to its weights.
 * @throws ModelFormatError naming the byte offset: the file is truncated, damaged or no TFLite model.
 * @throws UnsupportedError for a file with more than one subgraph.
 */
export function parseTflite(bytes: Uint8Array): TfliteFile {
  const identifier = identifierOf(bytes);
  if (identifier !== IDENTIFIER) {
    throw new ModelFormatError(
      `The file is no TFLite model: bytes 4 to 7 are "${identifier ?? 'missing'}", not "${IDENTIFIER}".`,
      { layer: null, offset: 4 },
    );
  }
  const model = readRootTable(bytes, MODEL, 'the model');
  const version = model.uint32('version');
  if (version !== VERSION) {
    throw model.damaged(`has schema version ${version}; there is no other than ${VERSION}`);
  }
  const subgraphs = model.tables('subgraphs', SUBGRAPH, (i) => `subgraph ${i}`);
  const [subgraph] = subgraphs;
  if (!subgraph) throw model.damaged('has no subgraph');
  if (subgraphs.length > 1) {
    throw new UnsupportedError(
      `The TFLite model has ${subgraphs.length} subgraphs, as control flow and signatures need them; ` +
        'Kindling reads models with one.',
    );
  }
  const buffers = model.tables('buffers', BUFFER, (i) => `buffer ${i}`);
  const file: TfliteFile = {
    inputs: subgraph.int32s('inputs') ?? [],
    outputs: subgraph.int32s('outputs') ?? [],
    tensors: subgraph
      .tables('tensors', TENSOR, (i) => `tensor ${i}`)
      .map((table, index) => readTensor(table, index, buffers)),
    operators: readOperators(model, subgraph),
    metadata: readMetadata(model, buffers),
  };
  checkStructure(file, subgraph);
  return file;
}

function readMetadata(
  model: FlatTable<keyof typeof MODEL>,
  buffers: readonly BufferTable[],
): Map<string, FileBytes> {
  const found = new Map<string, FileBytes>();
  for (const table of model.tables('metadata', METADATA, (i) => `metadata entry ${i}`)) {
    const data = readBuffer(table, 'buffer', buffers);
    if (data) found.set(table.string('name') ?? '', data);
  }
  return found;
}
