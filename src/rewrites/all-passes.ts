// All passes at once, for those who need not wait for any: tests, which hold each against the reference.
import type { Graph } from '../graph/graph';
import { verifyGraph } from '../graph/verify';
import { FURTHER_PASSES } from './further-passes';
import { inOrder } from './optimize';
import type { Pass } from './pass';

/** Every pass, in its order. */
export const PASSES: readonly Pass[] = inOrder(FURTHER_PASSES);

/** Runs them, and verifies what comes out. @throws GraphError when a pass breaks one of the graph's rules. */
export function optimizeGraph(graph: Graph): Graph {
  const optimized = PASSES.reduce((current, pass) => pass.run(current), graph);
  verifyGraph(optimized);
  return optimized;
}
