// A device that computes in halves. Loaded only when it is asked for.
import { UnsupportedError } from '../errors';
import type { Target } from '../plan/target';
import { HALVES } from '../tensor/half';
import type { Gpu } from './device';

/** What plans in halves are made for. @throws UnsupportedError on a device that has none */
export function inHalves({ device, adapter, target }: Gpu): Target {
  if (!device.features.has('shader-f16')) {
    throw new UnsupportedError(
      `Precision "f16" needs the WebGPU feature shader-f16, which this device (${adapter.vendor} ${adapter.architecture}) ` +
        'was made without or does not have. Load the model with precision "f32".',
    );
  }
  return { ...target, elements: HALVES };
}
