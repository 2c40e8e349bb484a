// The ops of a graph that comes from elsewhere: built by somebody, or sent from another thread.
import { UnsupportedError } from '../errors';
import { loadedOp, loadOps } from '../ops/registry';
import type { Graph } from './graph';

/** Loads the ops of a graph's nodes. @throws UnsupportedError listing those that there are not */
export async function loadOpsOf({ name, nodes }: Graph): Promise<void> {
  const names = [...new Set<string>(nodes.map(({ op }) => op))];
  await loadOps(names);
  const unknown = names.filter((op) => !loadedOp(op));
  if (unknown.length === 0) return;
  throw new UnsupportedError(
    `"${name}" has ops that Kindling does not have: ${unknown.map((op) => JSON.stringify(op)).join(', ')}.`,
  );
}
