// Reads TFLite at once, with what is otherwise loaded on demand.

import type { Model } from '../../graph/model';
import { atOnce } from '../../util/at-once';
import { inflate } from '../inflate';
import { convertTflite, type ReadTfliteOptions } from './convert-tflite';
import { denseSteps } from './dense-tensors';
import { foldOperator } from './fold-operator';
import { FURTHER_OPERATORS } from './further-operators';
import { readTfliteMetadata } from './metadata';
import { QUANTISED_OPERATORS } from './quantised-operators';
import { hasCodes } from './read-tflite';
import { parseTflite } from './tflite-file';

/** The model of a file. */
export function readTfliteNow(bytes: Uint8Array, options: ReadTfliteOptions): Model {
  const file = atOnce(denseSteps(parseTflite(bytes, options.signature)));
  const metadata = readTfliteMetadata(file, bytes, inflate);
  const given = { ...options, byteLength: bytes.byteLength };
  const ops = hasCodes(file) ? QUANTISED_OPERATORS : FURTHER_OPERATORS;
  const parts = { ops, fold: foldOperator, metadata };
  return convertTflite(file, given, parts);
}
