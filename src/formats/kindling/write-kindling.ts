// Writes a model as a Kindling container: see README.md in this folder for the file, byte by byte.
import type { Model } from '../../graph/model';
import { encodeTensor } from './encode-tensor';
import { graphToJson } from './graph-json';
import { headToJson } from './head-json';
import { encodeJson } from './json-section';
import { joinSections } from './sections';

/**
 * The container of a model, always the same bytes for the same model. Tensors that are coded or have a palette are written
 * so; others as what is smallest and loses nothing: a palette, half floats, or floats.
 * @throws UnsupportedError, GraphError for a graph that is no longer as formats and architectures give it.
 */
export function writeKindling({ graph, ...head }: Model): Uint8Array<ArrayBuffer> {
  return joinSections([
    { tag: 'HEAD', payload: encodeJson(headToJson(head)) },
    { tag: 'GRPH', payload: encodeJson(graphToJson(graph)) },
    ...Array.from(graph.constants.values(), (tensor) => ({
      tag: 'TENS' as const,
      payload: encodeTensor(tensor),
    })),
  ]);
}
