// Chains of reshape, transpose, slice and as-strided → one movement: each is a strided access to its input, and most
// compose. The channel shuffle of ShuffleNet (arXiv:1707.01083, figure 3) and the split behind it are one each.
import {
  type AnyNode,
  consumersOf,
  type Graph,
  producerOf,
  readsItsOutput,
  valueNamed,
} from '../graph/graph';
import { composeAccess, isInOrder, MOST_AXES, simplifyAccess } from '../ops/compose-access';
import { accessOf } from '../ops/registry';
import type { StridedAccess } from '../ops/strided';
import { product } from '../util/math';
import { canElideReshape } from './elide-reshape';
import type { Pass } from './pass';

/**
 * A movement behind movements reads what the first of them reads, as one `as-strided`, or as a `reshape` where no number
 * changes its place. The movements before it stay for their other readers; `drop-unused` removes those that have none.
 */
export const composeMoves: Pass = {
  name: 'compose-moves',
  run: (graph) => graph.nodes.reduce(composeAt, graph),
};

/** What a node that only moves numbers reads, and how. */
interface Movement {
  readonly source: string;
  readonly access: StridedAccess;
}

function composeAt(graph: Graph, node: AnyNode): Graph {
  const alone = movementOf(graph, node);
  // A copy brings a value into a concatenation: it stays what it is.
  if (!alone || node.op === 'copy' || isFreeBeside(graph, node)) return graph;
  let moved = alone;
  for (let next: Movement | null = alone; next; next = behind(graph, moved)) moved = next;
  const composed = asNode(graph, node, moved);
  const isSame = moved === alone && composed.op !== 'reshape';
  if (isSame || readsItsOutput(graph, composed)) return graph;
  return { ...graph, nodes: graph.nodes.map((other) => (other === node ? composed : other)) };
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
  if (!composed || simplifyAccess(composed).sizes.length > MOST_AXES) return null;
  return { source: before.source, access: composed };
}

/** A reshape that costs nothing where it stands, behind a movement that others need anyway. */
function isFreeBeside(graph: Graph, node: AnyNode): boolean {
  const [x = ''] = node.inputs;
  const isShared = consumersOf(graph, x).length > 1 || graph.outputs.includes(x);
  return node.op === 'reshape' && isShared && canElideReshape(graph, node);
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
