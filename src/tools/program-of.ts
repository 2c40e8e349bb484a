// What a GPU is told to do for one inference.
import type { Plan } from '../plan/plan';
import { GpuPlaced } from '../runtime/gpu-placed';
import { behindModel } from '../runtime/internals';
import type { ModelHandle } from './handles';

/** The plan of a model, dispatch by dispatch: plain data. Null where the CPU computes. */
export function programOf(model: ModelHandle): Plan | null {
  const { placed } = behindModel(model).resident;
  return placed instanceof GpuPlaced ? placed.executor.plan : null;
}
