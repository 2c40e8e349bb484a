// A device that computes in halves. Loaded only when it is asked for.
import { UnsupportedError } from '../errors';
import { refuseLongCounts } from '../plan/counts-in-halves';
import type { Target } from '../plan/target';
import { HALVES } from '../tensor/half';
import type { Gpu } from './device';

/** A network that may number things. */
type Counting = Parameters<typeof refuseLongCounts>[0];

/**
 * What plans in halves are made for.
 * @throws UnsupportedError on a device that has none, and for a graph that numbers more things than they have whole numbers
 */
export function inHalves({ device, adapter, target }: Gpu, graph?: Counting): Target {
  if (!device.features.has('shader-f16')) {
    throw new UnsupportedError(
      `Precision "f16" needs the WebGPU feature shader-f16, which this device (${adapter.vendor} ${adapter.architecture}) ` +
        'was made without or does not have. Load the model with precision "f32".',
    );
  }
  if (graph) refuseLongCounts(graph);
  return { ...target, elements: HALVES };
}
