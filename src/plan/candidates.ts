// All that could compute a node: what measurements choose from. Loaded only by those who measure.

import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import type { Call } from '../kernels/kernel';
import { variantsOn } from './objection';
import { cost, type Selection, selectKernel } from './select-kernel';
import type { Target } from './target';

/** All that could compute a call on a device, the rules' own choice first and its kernel's other variants by their order. */
export function candidatesOf(call: Call, target: Target): readonly Selection[] {
  const { kind } = target;
  const chosen = selectKernel(call, target, ALL_KERNELS);
  // Shared sums lose on software adapters whatever the shape, and take seconds to compile: see `wantsSplitSums`.
  const worthTrying = ALL_KERNELS.filter(
    (kernel) => kernel.accepts(call) && !(kernel.isSplit && kind === 'software'),
  );
  const all = worthTrying.flatMap((kernel) =>
    variantsOn(target, kernel)
      .toSorted((a, b) => cost(a, call, kind) - cost(b, call, kind))
      .map((variant) => ({ kernel, variant })),
  );
  const rank = ({ kernel, variant }: Selection) => {
    if (kernel !== chosen?.kernel) return 2;
    return variant === chosen.variant ? 0 : 1;
  };
  return all.toSorted((a, b) => rank(a) - rank(b));
}
