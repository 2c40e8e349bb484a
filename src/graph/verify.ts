// The graph's rules, checked after building and after every pass: a pass that breaks one is a bug.
import { GraphError } from '../errors';
import { inferOutputs } from '../ops/infer-outputs';
import { channelsOf, formatShape, pixelsOf, sameShape } from '../tensor/tensor';
import { atOnce } from '../util/at-once';
import { type AnyNode, type Graph, readsItsOutput, type Value, valueNamed } from './graph';

/**
 * Checks a whole graph: every name exists and has one producer, which comes before its readers;
 * shapes have at least one element and are the inferred ones; views lie inside their storage and do not overlap;
 * no node reads and writes the same storage.
 * @throws GraphError naming the node or value and the rule.
 */
export function verifyGraph(graph: Graph): void {
  atOnce(verifySteps(graph));
}

/** `verifyGraph`, with a stop ahead of every node. */
export function* verifySteps(graph: Graph): Generator<void, void> {
  for (const value of graph.values.values()) {
    verifyShape(value);
    verifyConstant(graph, value);
  }
  const members = membersByStorage(graph);
  const made = verifyOrder(graph, members);
  for (const node of graph.nodes) {
    yield;
    verifyTypes(graph, node);
    if (readsItsOutput(graph, node)) {
      throw new GraphError(`Node "${node.name}" reads the buffer that its output lies in.`);
    }
  }
  verifyViews(graph, members, made);
}

/** The views of every value that has any, by channel offset. */
type Members = ReadonlyMap<string, readonly Value[]>;

/** @throws GraphError unless there is at least one element */
export function verifyShape({ name, shape }: Value): void {
  if (shape.every((size) => Number.isInteger(size) && size > 0)) return;
  throw new GraphError(`Value "${name}" has the impossible shape ${formatShape(shape)}.`);
}

function verifyConstant(graph: Graph, { name, shape }: Value): void {
  const constant = graph.constants.get(name);
  if (constant && !sameShape(constant.shape, shape)) {
    throw new GraphError(
      `Constant "${name}" is recorded as ${formatShape(shape)}, but holds ${formatShape(constant.shape)}.`,
    );
  }
}

/** Gives the names of all that comes from outside, or that a node writes. */
function verifyOrder(graph: Graph, members: Members): ReadonlySet<string> {
  const made = new Set<string>();
  // A value is there once it is made or, where views tile it, once all of them are there.
  const ready = new Set<string>();
  const missing = new Map<string, number>();
  const make = (name: string) => {
    made.add(name);
    for (let next: string | undefined = name; next !== undefined && !ready.has(next); ) {
      ready.add(next);
      const storage: string = valueNamed(graph, next).view?.of ?? '';
      const left = (missing.get(storage) ?? members.get(storage)?.length ?? 0) - 1;
      missing.set(storage, left);
      next = left === 0 ? storage : undefined;
    }
  };
  for (const name of [...graph.inputs, ...graph.constants.keys()]) make(name);
  const names = new Set<string>();
  for (const node of graph.nodes) {
    verifyName(node.name, names);
    for (const input of node.inputs) {
      if (!ready.has(input)) {
        throw new GraphError(`Node "${node.name}" reads "${input}" before anything wrote it.`);
      }
    }
    for (const output of node.outputs) {
      if (made.has(output)) throw new GraphError(`Value "${output}" has two producers.`);
      make(output);
    }
  }
  for (const output of graph.outputs) verifyOutput(output, ready);
  return made;
}

/** Takes the name of a node. @throws GraphError when it is taken */
export function verifyName(name: string, taken: Set<string>): void {
  if (taken.has(name)) throw new GraphError(`Two nodes are named "${name}".`);
  taken.add(name);
}

/** @throws GraphError unless an output is among the values that are there */
export function verifyOutput(name: string, values: { has(name: string): boolean }): void {
  if (!values.has(name)) throw new GraphError(`Nothing writes the output "${name}".`);
}

function verifyTypes(graph: Graph, node: AnyNode): void {
  const types = inferOutputs(
    node,
    node.inputs.map((input) => valueNamed(graph, input)),
  );
  verifyCount(node, types.length);
  for (const [index, type] of types.entries()) {
    const value = valueNamed(graph, node.outputs[index] ?? '');
    if (!sameShape(value.shape, type.shape) || value.dtype !== type.dtype) {
      throw new GraphError(
        `Value "${value.name}" is recorded as ${value.dtype} ${formatShape(value.shape)}, ` +
          `but "${node.name}" (${node.op}) gives ${type.dtype} ${formatShape(type.shape)}.`,
      );
    }
  }
}

/** @throws GraphError unless a node has as many outputs as its op gives */
export function verifyCount({ name, op, outputs }: AnyNode, count: number): void {
  if (outputs.length !== count)
    throw new GraphError(`Node "${name}" (${op}) has ${outputs.length} outputs, not ${count}.`);
}

function verifyViews(graph: Graph, storages: Members, made: ReadonlySet<string>): void {
  for (const [storage, members] of storages) {
    const parent = valueNamed(graph, storage);
    if (made.has(storage)) {
      throw new GraphError(
        `Value "${parent.name}" has two producers: a node, and the views in it.`,
      );
    }
    let next = 0;
    for (const { name, shape, view } of members) {
      // Pixels are what storage has; a view may count them in other axes than its storage does.
      const samePixels = pixelsOf(shape) === pixelsOf(parent.shape);
      if (!samePixels || view?.channelOffset !== next) {
        throw new GraphError(
          `View "${name}" does not continue "${parent.name}" at channel ${next}: views must tile it.`,
        );
      }
      next += channelsOf(shape);
    }
    if (next !== channelsOf(parent.shape)) {
      throw new GraphError(
        `Views fill ${next} of the ${channelsOf(parent.shape)} channels of "${parent.name}".`,
      );
    }
  }
}

function membersByStorage(graph: Graph): Members {
  const members = new Map<string, Value[]>();
  for (const value of graph.values.values()) {
    if (!value.view) continue;
    const beside = members.get(value.view.of) ?? [];
    beside.push(value);
    members.set(value.view.of, beside);
  }
  for (const views of members.values()) {
    views.sort((a, b) => (a.view?.channelOffset ?? 0) - (b.view?.channelOffset ?? 0));
  }
  return members;
}
