// What computes in halves on a device. Loaded only when it is asked for.
import { UnsupportedError } from '../errors';
import { halvePlan } from '../plan/half-plan';
import type { Plan } from '../plan/plan';
import type { Gpu } from './device';

/** What turns plans into halves. @throws UnsupportedError on a device that has none */
export function halvingOn({ device, adapter }: Gpu): (plan: Plan) => Plan {
  if (!device.features.has('shader-f16')) {
    throw new UnsupportedError(
      `Precision "f16" needs the WebGPU feature shader-f16, which this device (${adapter.vendor} ${adapter.architecture}) ` +
        'was made without or does not have. Load the model with precision "f32".',
    );
  }
  return halvePlan;
}
