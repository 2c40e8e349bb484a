// The error of a node that does not fit its inputs.
import { GraphError } from '../errors';
import type { AnyNode } from './graph';

/** An error that names the node; `problem` continues the sentence. */
export function misfit(node: AnyNode, problem: string): GraphError {
  return new GraphError(`Node "${node.name}" (${node.op}) ${problem}.`);
}
