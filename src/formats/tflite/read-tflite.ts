// Reads a TFLite file as a model, with what its operators need: further operators, and the computing of constants, are in
// chunks of their own.
import type { Model } from '../../graph/model';
import { Yielder } from '../../util/yielder';
import { archiveEnd } from './archive-end';
import { convertSteps, type ReadTfliteOptions } from './convert-tflite';
import { liveOperators } from './live-operators';
import { COMMON_OPERATORS } from './operators';
import type { TfliteOps } from './ops';
import { COMPOSITE } from './schema';
import { parseSteps, type TfliteFile } from './tflite-file';
import { METADATA_ENTRY, NO_METADATA, type TfliteMetadata } from './tflite-metadata';

/**
 * Reads a TFLite model. Quantised weights become real numbers; where activations are quantised, too, layers compute with whole
 * numbers of steps, as quantised-operators.ts says. Inputs and outputs are real numbers. A layer and its activation are nodes of their own.
 * @throws ModelFormatError naming operator and byte offset: the file is truncated, damaged or contradicts itself.
 * @throws UnsupportedError listing all operators that Kindling does not have, and all that it cannot express; the signal's reason.
 */
export async function readTflite(bytes: Uint8Array, options: ReadTfliteOptions): Promise<Model> {
  // Plain bytes, also of Node's Buffer, whose methods differ.
  const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { signal } = options;
  const yielder = new Yielder();
  let file = await yielder.run(parseSteps(plain, options.signature), signal);
  if (liveOperators(file).some(({ op }) => op === COMPOSITE)) {
    file = await yielder.run(
      (await import('./further-operators')).inlineSteps(plain, file, options.name),
      signal,
    );
  }
  if (file.tensors.some(({ sparsity }) => sparsity)) {
    file = await yielder.run((await import('./dense-tensors')).denseSteps(file), signal);
  }
  // At once, since each chunk is a way to a server and back.
  const [ops, fold, metadata] = await Promise.all([
    operatorsFor(file),
    needsFolding(file) ? import('./fold-operator').then(({ foldOperator }) => foldOperator) : null,
    metadataOf(bytes, file),
  ]);
  const parts = { ops, fold, metadata };
  const given = { ...options, byteLength: bytes.byteLength };
  return yielder.run(convertSteps(file, given, parts), signal);
}

/** The operators that a file's are among. */
async function operatorsFor(file: TfliteFile): Promise<TfliteOps> {
  const isQuantised = hasCodes(file);
  if (!isQuantised && !needsFurtherOperators(file)) return COMMON_OPERATORS;
  // What stands on others is asked for with them, not found out one behind the other.
  const [quantised, { FURTHER_OPERATORS }] = await Promise.all([
    isQuantised ? import('./quantised-operators') : null,
    import('./further-operators'),
    import('../../ops/further-ops.gen'),
  ]);
  return quantised?.QUANTISED_OPERATORS ?? FURTHER_OPERATORS;
}

/** Whether operators or users write whole numbers of 8 or 16 bits. */
export function hasCodes({ tensors }: TfliteFile): boolean {
  return tensors.some(({ data, type }) => !data && /INT(8|16)$/.test(type));
}

function needsFurtherOperators(file: TfliteFile): boolean {
  return liveOperators(file).some(({ op }) => !COMMON_OPERATORS.converters.has(op));
}

/** Whether operators compute with constants alone, or ask for a shape. */
function needsFolding(file: TfliteFile): boolean {
  const isConstant = (index: number) => index < 0 || file.tensors[index]?.data;
  return liveOperators(file).some(
    ({ op, inputs }) => op === 'SHAPE' || (op !== 'DEQUANTIZE' && inputs.every(isConstant)),
  );
}

async function metadataOf(bytes: Uint8Array, file: TfliteFile): Promise<TfliteMetadata> {
  if (!file.metadata.has(METADATA_ENTRY) && archiveEnd(bytes) === null) return NO_METADATA;
  return (await import('./metadata')).loadTfliteMetadata(bytes, file);
}
