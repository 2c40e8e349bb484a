// All that could compute a node: what measurements choose from. Loaded only by those who measure.
import type { Call } from '../kernels/kernel';
import { ALL_KERNELS } from '../kernels/rare/index';
import type { AdapterKind } from './plan';
import { cost, type Selection, selectKernel } from './select-kernel';

/** All that could compute a call, the rules' own choice first and its kernel's other variants by their order. */
export function candidatesOf(
  call: Call,
  adapter: AdapterKind,
  hasSubgroups: boolean,
): readonly Selection[] {
  const chosen = selectKernel(call, adapter, hasSubgroups, ALL_KERNELS);
  // Shared sums lose on software adapters whatever the shape, and take seconds to compile: see `wantsSplitSums`.
  const worthTrying = ALL_KERNELS.filter(
    (kernel) => kernel.accepts(call) && !(kernel.isSplit && adapter === 'software'),
  );
  const all = worthTrying.flatMap((kernel) =>
    kernel.variants
      .filter(({ weights }) => weights !== 'quad' || hasSubgroups)
      .toSorted((a, b) => cost(a, call, adapter) - cost(b, call, adapter))
      .map((variant) => ({ kernel, variant })),
  );
  const rank = ({ kernel, variant }: Selection) => {
    if (kernel !== chosen?.kernel) return 2;
    return variant === chosen.variant ? 0 : 1;
  };
  return all.toSorted((a, b) => rank(a) - rank(b));
}
