// What tests ask of graphs.
import type { OpName } from '../ops/registry';
import type { Graph } from './graph';

/** The ops of a graph, in order. */
export const opsOf = ({ nodes }: Graph): OpName[] => nodes.map(({ op }) => op);
