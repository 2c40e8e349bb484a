// Reads TFLite at once, with what is otherwise loaded on demand.
import type { Model } from '../../ir/model';
import { inflate } from '../inflate';
import { convertTflite, type ReadTfliteOptions } from './read-tflite';

/** The model of a file. */
export function readTfliteNow(bytes: Uint8Array, options: ReadTfliteOptions): Model {
  return convertTflite(bytes, options, inflate);
}
