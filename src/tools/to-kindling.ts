// Model → bytes of a Kindling container. The writer is loaded when it is asked for; needs no GPU, so that it also runs in Node.
import { loadOpsOf } from '../graph/load-ops';
import type { Model } from '../graph/model';

/**
 * The model as a Kindling container: graph, weights, labels, how it sees pictures, licence and provenance in one file, whose
 * parts are checksummed each. The same model gives the same bytes, and what was read from a container gives that again.
 * @throws UnsupportedError, GraphError for a graph that went through Kindling's passes.
 */
export async function toKindling(model: Model): Promise<Uint8Array<ArrayBuffer>> {
  await loadOpsOf(model.graph);
  const { writeKindling } = await import('../formats/kindling/write-kindling');
  return writeKindling(model);
}
