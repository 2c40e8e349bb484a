// Weights that models of one file share, for other sizes or another batch. Loaded only where they are asked for.
import { TensorError } from '../errors';
import type { Executor } from '../gpu/executor';
import type { Graph } from '../graph/graph';
import { type Plan, storedConstants, uploadByteLength } from '../plan/plan';
import type { Precision } from '../tensor/elements';
import { sameTensor } from '../tensor/same-tensor';
import type { Tensor } from '../tensor/tensor';
import { Yielder } from '../util/yielder';
import type { Borrow, Lent, Placed } from './backend';
import type { GpuPlaced } from './gpu-placed';
import type { Host } from './host';
import { behindModel } from './internals';
import type { Resident } from './resident';

/**
 * How a model comes to another one's weights, wherever and as often as it is placed.
 * @param host of the runtime that loads it
 * @throws TensorError when the other one was disposed, or is of another runtime; UnsupportedError for what is no model of this
 * copy of the library
 */
export function borrowFrom(host: Host, weightsOf: object, precision: Precision): Borrow {
  const { host: theirs, resident } = behindModel(weightsOf);
  const { name } = resident.parts.model;
  if (resident.end.signal.aborted) {
    throw new TensorError(
      `Model "${name}" was disposed, so it has no weights to share; load without weightsOf, or with another model.`,
    );
  }
  if ((theirs.owner ?? theirs) !== host) {
    throw new TensorError(
      `Model "${name}" is of another runtime, and weights are shared within one; load without weightsOf, or with a model of ` +
        'this runtime.',
    );
  }
  // Models for one size after another borrow from the last: what was disposed is not held by those behind it.
  const lender = new WeakRef<Resident>(resident);
  return (backend, places) => {
    const resident = lender.deref();
    const placed = resident && (places ? places.get(resident) : resident.placed);
    // What failed on a new device, or was moved to none yet, has nothing there.
    if (!isPlaced(placed) || placed.backend !== backend) return null;
    if (!isOnGpu(placed)) {
      return {
        placed,
        lend: async (graph) => ({ graph: await withTensorsOf(graph, placed.graph) }),
      };
    }
    const { executor } = placed;
    // Halves are other bytes. What is disposed by now has no buffers.
    if (executor.plan.precision !== precision || executor.constants.size === 0) return null;
    return {
      placed,
      lend: async (graph) => lentBy(executor, await withTensorsOf(graph, placed.graph)),
    };
  };
}

/** Notes what is taken of a lender, which may be disposed before it is asked for. */
function lentBy({ constants }: Executor, graph: Graph): Lent {
  const taken = new Set<object>();
  const get = (packing: object) => {
    const held = constants.get(packing);
    if (held) taken.add(packing);
    return held;
  };
  const uploads = (plan: Plan) => {
    const lent = storedConstants(plan).filter(({ packing }) => taken.has(packing));
    const saved = lent.reduce((sum, { byteLength }) => sum + byteLength, 0);
    return { uploadBytes: uploadByteLength(plan) - saved };
  };
  return { graph, lender: { constants: { get } }, uploads };
}

/** Whether it is a place, and not what keeps a model from one. */
function isPlaced(placed: object | undefined): placed is Placed {
  return placed !== undefined && 'graph' in placed;
}

function isOnGpu(placed: Placed): placed is GpuPlaced {
  return 'executor' in placed;
}

/**
 * A graph with the tensors of another reading, by name, wherever they are the same: what is packed of one tensor in one layout is
 * packed once.
 */
async function withTensorsOf(graph: Graph, other: Graph): Promise<Graph> {
  const yielder = new Yielder();
  const constants = new Map<string, Tensor>();
  for (const [name, own] of graph.constants) {
    await yielder.yieldIfDue();
    const theirs = other.constants.get(name);
    constants.set(name, theirs && sameTensor(theirs, own) ? theirs : own);
  }
  return { ...graph, constants };
}
