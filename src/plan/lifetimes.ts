// Liveness: from which step to which every buffer has to keep its value.
import { type Graph, storageOf, valueNamed } from '../graph/graph';
import { nhwc4Length } from '../tensor/layout';
import type { DType } from '../tensor/tensor';

/** A buffer-sized value and the steps, first to last, between which it must not be overwritten. */
export interface Lifetime {
  readonly value: string;
  /** As many as its buffer has, padding included. */
  readonly numbers: number;
  readonly dtype: DType;
  readonly first: number;
  readonly last: number;
}

/**
 * Lifetimes of all stored values, in order of birth. A value that views tile lives from the first write to any of
 * them until the last read. Graph inputs live throughout, so that a run can be repeated without new input;
 * outputs live to the end.
 */
export function lifetimesOf(graph: Graph): Lifetime[] {
  const end = graph.nodes.length;
  const spans = new Map<string, { first: number; last: number }>();
  const use = (name: string, first: number, last: number) => {
    if (graph.constants.has(name)) return;
    const { root } = storageOf(graph, name);
    const span = spans.get(root);
    spans.set(root, {
      first: Math.min(span?.first ?? first, first),
      last: Math.max(span?.last ?? last, last),
    });
  };
  for (const name of graph.inputs) use(name, 0, end);
  for (const [step, node] of graph.nodes.entries()) {
    for (const name of [...node.inputs, ...node.outputs]) use(name, step, step);
  }
  for (const name of graph.outputs) use(name, end, end);
  return [...spans].map(([value, { first, last }]) => ({
    value,
    numbers: nhwc4Length(valueNamed(graph, value).shape),
    dtype: valueNamed(graph, value).dtype,
    first,
    last,
  }));
}
