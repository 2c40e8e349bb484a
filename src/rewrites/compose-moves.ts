// Chains of reshape, transpose, slice and as-strided → one movement: each is a strided access to its input, and most
// compose. The channel shuffle of ShuffleNet (arXiv:1707.01083, figure 3) and the split behind it are one each.
import { type AnyNode, type Graph, valueNamed } from '../graph/graph';
import { MutableGraph } from '../graph/mutable-graph';
import { isOutput, producerOf, usesOf } from '../graph/uses';
import { composeAccess, isInOrder, MOST_WALK_AXES, simplifyAccess } from '../ops/compose-access';
import { accessOf } from '../ops/registry';
import type { StridedAccess } from '../ops/strided';
import { product } from '../util/math';
import { Buffers } from './buffers';
import { elisionOf } from './elide-reshape';
import { inSteps } from './pass';

/**
 * So many movements are walked back over at most: those before are composed already, so that few are ever left, but a file
 * may have thousands in a row of which no two compose.
 */
const MOST_MOVEMENTS = 32;

/**
 * A movement behind movements reads what the first of them reads, as one `as-strided`, or as a `reshape` where no number
 * changes its place. The movements before it stay for their other readers; `drop-unused` removes those that have none.
 */
export const composeMoves = inSteps('compose-moves', function* (graph) {
  const edited = new MutableGraph(graph);
  const buffers = new Buffers(graph);
  for (const node of graph.nodes) {
    yield;
    const composed = composedAt(edited, buffers, node);
    if (!composed) continue;
    edited.replace([node], [composed]);
    buffers.delete(node);
    buffers.add(composed);
  }
  return edited.done();
});

/** What a node that only moves numbers reads, and how. */
interface Movement {
  readonly source: string;
  readonly access: StridedAccess;
}

/** The node that reads from further up; null where there is none. */
function composedAt(graph: Graph, buffers: Buffers, node: AnyNode): AnyNode | null {
  const alone = movementOf(graph, node);
  // A copy brings a value into a concatenation: it stays what it is.
  if (!alone || node.op === 'copy' || isFreeBeside(graph, buffers, node)) return null;
  let moved = alone;
  for (let count = 0; count < MOST_MOVEMENTS; count++) {
    const next = behind(graph, moved);
    if (!next) break;
    moved = next;
  }
  const composed = asNode(graph, node, moved);
  const isSame = moved === alone && composed.op !== 'reshape';
  return isSame || buffers.areOneFor(composed) ? null : composed;
}

function movementOf(graph: Graph, node: AnyNode): Movement | null {
  const [source = ''] = node.inputs;
  const access = accessOf(node, valueNamed(graph, source).shape);
  return access && { source, access };
}

/** The same numbers read from further up; null where nothing moves there, or not so that both are one access. */
function behind(graph: Graph, { source, access }: Movement): Movement | null {
  const inner = producerOf(graph, source);
  const before = inner ? movementOf(graph, inner) : null;
  const composed = before && composeAccess(access, before.access);
  if (!composed || simplifyAccess(composed).sizes.length > MOST_WALK_AXES) return null;
  return { source: before.source, access: composed };
}

/** A reshape that costs nothing where it stands, behind a movement that others need anyway. */
function isFreeBeside(graph: Graph, buffers: Buffers, node: AnyNode): boolean {
  const [x = ''] = node.inputs;
  const readers = usesOf(graph).readers.get(x);
  const isShared = (readers && readers.size > 1) || isOutput(graph, x);
  return node.op === 'reshape' && isShared && elisionOf(graph, buffers, node) !== null;
}

function asNode(graph: Graph, node: AnyNode, { source, access }: Movement): AnyNode {
  const { name, outputs } = node;
  const { shape } = valueNamed(graph, outputs[0] ?? '');
  const base = { name, inputs: [source], outputs };
  if (isInOrder(access, product(valueNamed(graph, source).shape))) {
    return { ...base, op: 'reshape', attributes: { shape } };
  }
  return { ...base, op: 'as-strided', attributes: { shape, ...simplifyAccess(access) } };
}
