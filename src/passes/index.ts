// The ordered list of passes: what every graph goes through before it is planned.
import type { Graph } from '../ir/graph';
import { verifyGraph } from '../ir/verify';
import { elideConcat } from './elide-concat';
import { elideReshape } from './elide-reshape';
import { foldPad } from './fold-pad';
import { fuseActivation } from './fuse-activation';
import { fuseBias } from './fuse-bias';
import type { Pass } from './pass';

/** Order matters: a bias has to be in its layer before the activation that follows it can be. */
const PASSES: readonly Pass[] = [foldPad, fuseBias, fuseActivation, elideReshape, elideConcat];

/** Runs all passes and verifies the graph after each. @throws GraphError when a pass breaks a rule of the IR. */
export function optimizeGraph(graph: Graph): Graph {
  return PASSES.reduce((current, pass) => {
    const next = pass.run(current);
    verifyGraph(next);
    return next;
  }, graph);
}
