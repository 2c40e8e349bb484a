// A plan that keeps everything: the same dispatches, weights and Params, but no value's storage is used again, so that
// after a run every value that was computed in it can be read back.
import { type Graph, storageOf } from '../graph/graph';
import { atOnce } from '../util/at-once';
import { portOf } from './build-plan';
import { lifetimesOf } from './lifetimes';
import type { Plan } from './plan';
import type { Resource } from './program';
import { assignSlots } from './slots';

/**
 * The plan of a graph with a slot for every storage; all its values besides constants are outputs. Constants are those
 * of `plan`, not copies, and decoded there. Its turns are left out: they bind its slots.
 */
export function keepAllValues(graph: Graph, { turns: _, ...plan }: Plan): Plan {
  const outputs = [...graph.values.keys()].filter((name) => !graph.constants.has(name));
  const kept = { ...graph, outputs };
  const assignment = atOnce(assignSlots(lifetimesOf(kept), plan.precision === 'f16' ? 2 : 4));
  const slotOf = (name: string) => assignment.slotOf.get(storageOf(graph, name).root) ?? 0;
  const steps = plan.steps.map((step, index) => {
    const { inputs = [], outputs: written = [] } = graph.nodes[index] ?? {};
    // A step binds the slots of what it reads and then of what it writes, in the node's order.
    const names = [...inputs.filter((name) => !graph.constants.has(name)), ...written];
    const slots = names.map(slotOf).values();
    const resources = step.resources.map(
      (resource): Resource =>
        resource.kind === 'slot' ? { kind: 'slot', slot: slots.next().value ?? 0 } : resource,
    );
    return { ...step, resources };
  });
  return {
    ...plan,
    inputs: graph.inputs.map((name) => portOf(kept, name, assignment)),
    outputs: outputs.map((name) => portOf(kept, name, assignment)),
    slots: assignment.slots,
    steps,
    decoding: null,
  };
}
