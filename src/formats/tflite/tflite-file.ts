// Reads a TFLite file (schema version 3) into plain data: tensors, operators, and what lies beside them. Every index,
// size and count is checked here, so that nothing behind this file meets one that is out of range.
import { ModelFormatError, UnsupportedError } from '../../errors';
import { atOnce } from '../../util/at-once';
import { product } from '../../util/math';
import { checkStructure, type Subgraph } from './check-structure';
import { type FlatTable, identifierOf, readRootTable } from './flat-table';
import { BUFFER, BYTES_PER_NUMBER, METADATA, MODEL, SIGNATURE, SUBGRAPH, TENSOR } from './schema';
import { readOperators } from './tflite-operator';
import {
  type BufferTable,
  type FileBytes,
  readBuffer,
  readTensor,
  type TfliteTensor,
} from './tflite-tensor';

/** What a file holds: the subgraph that is run, and what lies beside it. */
export interface TfliteFile extends Subgraph {
  /** Further data by name, and where it starts in the file. */
  readonly metadata: ReadonlyMap<string, FileBytes>;
}

const IDENTIFIER = 'TFL3';
const VERSION = 3;
/** Of a variable. */
const MOST_STATE_BYTES = 2 ** 24;

/**
 * Reads and checks one subgraph of a file, the first unless a signature names another; costs time in proportion to its
 * tables, not to its weights.
 * @throws ModelFormatError naming the byte offset: the file is truncated, damaged or no TFLite model.
 * @throws UnsupportedError for a signature that the file does not have.
 */
export function parseTflite(bytes: Uint8Array, signature?: string): TfliteFile {
  return atOnce(parseSteps(bytes, signature));
}

/** `parseTflite`, with a stop ahead of every operator and tensor. */
export function* parseSteps(bytes: Uint8Array, signature?: string): Generator<void, TfliteFile> {
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
  const parts = modelParts(model);
  const subgraph = yield* subgraphSteps(bytes, parts, subgraphIndex(model, signature));
  return { ...subgraph, metadata: readMetadata(parts) };
}

/** What subgraphs are read from. */
export interface ModelParts {
  readonly model: FlatTable<keyof typeof MODEL>;
  readonly subgraphs: readonly FlatTable<keyof typeof SUBGRAPH>[];
  readonly buffers: readonly BufferTable[];
}

/** The root of a file, and its lists. @throws ModelFormatError */
export function modelParts(model: ModelParts['model']): ModelParts {
  return {
    model,
    subgraphs: model.tables('subgraphs', SUBGRAPH, (i) => `subgraph ${i}`),
    buffers: model.tables('buffers', BUFFER, (i) => `buffer ${i}`),
  };
}

/** Reads and checks a subgraph, with a stop ahead of every operator and tensor. @throws ModelFormatError */
export function* subgraphSteps(
  bytes: Uint8Array,
  { model, subgraphs, buffers }: ModelParts,
  chosen: number,
): Generator<void, Subgraph> {
  const subgraph = subgraphs[chosen];
  if (!subgraph) throw model.damaged(`has no subgraph ${chosen}, only ${subgraphs.length}`);
  const inputs = subgraph.int32s('inputs') ?? [];
  const operators = yield* readOperators(model, subgraph);
  const written = new Set([...inputs, ...operators.flatMap(({ outputs }) => outputs)]);
  const tensors: TfliteTensor[] = [];
  for (const table of subgraph.tables('tensors', TENSOR, (i) => `tensor ${i}`)) {
    yield;
    const index = tensors.length;
    const tensor = readTensor(table, index, buffers, bytes);
    tensors.push(tensor.data || written.has(index) ? tensor : withoutBytes(tensor));
  }
  const read = { inputs, outputs: subgraph.int32s('outputs') ?? [], tensors, operators };
  checkStructure(read, subgraph);
  return read;
}

/**
 * A tensor that nothing writes and that has no bytes: a constant of no numbers; or a variable, which starts as zeros and
 * stays so unless an operator changes it, of which none is read.
 */
function withoutBytes(tensor: TfliteTensor): TfliteTensor {
  const { shape, type, isVariable } = tensor;
  if (shape.includes(0)) return { ...tensor, data: new Uint8Array() };
  const bytes = product(shape) * (BYTES_PER_NUMBER[type] ?? 0);
  if (!isVariable || bytes <= 0 || bytes > MOST_STATE_BYTES) return tensor;
  return { ...tensor, data: new Uint8Array(bytes) };
}

/** The subgraph of a signature; the first one where none is named. @throws UnsupportedError */
function subgraphIndex(model: ModelParts['model'], signature?: string): number {
  if (signature === undefined) return 0;
  const tables = model.tables('signatures', SIGNATURE, (i) => `signature ${i}`);
  const found = tables.find((table) => table.string('key') === signature);
  if (found) return found.uint32('subgraph');
  const names = tables.map((table) => `"${table.string('key') ?? ''}"`);
  throw new UnsupportedError(
    `The TFLite model has no signature "${signature}", but ${names.join(', ') || 'none at all'}.`,
  );
}

function readMetadata({ model, buffers }: ModelParts): Map<string, FileBytes> {
  const found = new Map<string, FileBytes>();
  for (const table of model.tables('metadata', METADATA, (i) => `metadata entry ${i}`)) {
    const data = readBuffer(table, 'buffer', buffers, null);
    if (data) found.set(table.string('name') ?? '', data);
  }
  return found;
}
