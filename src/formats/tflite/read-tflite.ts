// Reads a TFLite file as a model: its operators become a graph, and its metadata a classifier.
import { GraphError, ModelFormatError, UnsupportedError } from '../../errors';
import type { Graph } from '../../graph/graph';
import type { Model } from '../../graph/model';
import { archiveEnd } from './archive-end';
import { classifierOf } from './classifier';
import { CONVERTERS } from './operators';
import { parseTflite, type TfliteFile } from './tflite-file';
import { METADATA_ENTRY, NO_METADATA, type TfliteMetadata } from './tflite-metadata';
import { TfliteNet } from './tflite-net';
import type { TfliteOperator } from './tflite-operator';
import { refuseUnsupported } from './unsupported';

/** What the reader is told. */
export interface ReadTfliteOptions {
  /** What messages and reports call the model. */
  readonly name: string;
  /** Images that one run computes. */
  readonly batch: number;
}

/**
 * Reads a TFLite model. Quantised weights become real numbers, and quantised activations round to what their tensors can
 * hold; inputs and outputs are real numbers, too. Convolution, bias and activation are nodes of their own.
 * @throws ModelFormatError naming operator and byte offset: the file is truncated, damaged or contradicts itself.
 * @throws UnsupportedError listing all operators that Kindling does not have, or saying what about one it cannot do.
 */
export async function readTflite(bytes: Uint8Array, options: ReadTfliteOptions): Promise<Model> {
  const file = openTflite(bytes, options.name);
  return convertTflite(file, options, await metadataOf(bytes, file));
}

/** The file, all of whose operators and tensors can be read. @throws as `readTflite` does */
export function openTflite(bytes: Uint8Array, name: string): TfliteFile {
  // Plain bytes, also of Node's Buffer, whose methods differ.
  const file = parseTflite(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  refuseUnsupported(file, name);
  return file;
}

/** The model of an opened file. @throws as `readTflite` does */
export function convertTflite(
  file: TfliteFile,
  { name, batch }: ReadTfliteOptions,
  metadata: TfliteMetadata,
): Model {
  const net = new TfliteNet(name, file, batch);
  for (const operator of file.operators) {
    locateErrors(net, operator, () => CONVERTERS.get(operator.op)?.(net, operator));
  }
  const classifier = classifierOf(net, metadata);
  return { name, graph: buildGraph(net, file), classifier };
}

async function metadataOf(bytes: Uint8Array, file: TfliteFile): Promise<TfliteMetadata> {
  if (!file.metadata.has(METADATA_ENTRY) && archiveEnd(bytes) === null) return NO_METADATA;
  return (await import('./metadata')).loadTfliteMetadata(bytes, file);
}

/** Runs a converter; where the IR refuses what it builds, the file's operators do not fit together. */
function locateErrors(net: TfliteNet, operator: TfliteOperator, convert: () => void): void {
  try {
    convert();
  } catch (error) {
    if (error instanceof GraphError) throw net.misfit(operator, `does not fit: ${error.message}`);
    if (error instanceof UnsupportedError && !error.message.startsWith('Operator')) {
      throw new UnsupportedError(`${net.describe(operator)}: ${error.message}`);
    }
    throw error;
  }
}

function buildGraph(net: TfliteNet, file: TfliteFile): Graph {
  try {
    return net.graph.build(file.outputs.map((index) => net.valueOf(index)));
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    throw new ModelFormatError(`The file's operators do not fit together: ${error.message}`, {
      layer: null,
      offset: 0,
    });
  }
}
