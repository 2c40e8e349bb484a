// Reads TFLite at once, with what is otherwise loaded on demand.
import type { Model } from '../../graph/model';
import { inflate } from '../inflate';
import { readTfliteMetadata } from './metadata';
import { convertTflite, openTflite, type ReadTfliteOptions } from './read-tflite';
import { listArchive } from './zip-archive';

/** The model of a file. */
export function readTfliteNow(bytes: Uint8Array, options: ReadTfliteOptions): Model {
  const file = openTflite(bytes, options.name);
  return convertTflite(file, options, readTfliteMetadata(file, listArchive(bytes), inflate));
}
