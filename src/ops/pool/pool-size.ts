// The size of what a pooling window gives.
import type { Shape } from '../../tensor/tensor';
import { featureMapSize } from '../feature-map';
import type { Misfit } from '../misfit';
import { type Window, windowedSize } from '../window';

/** [n, oh, ow, c]. @throws GraphError when a window could lie in the padding alone */
export function pooledShape(
  x: Shape,
  a: Window & { readonly ceilMode: boolean },
  misfit: Misfit,
): Shape {
  const [, , , c] = featureMapSize(x, misfit);
  const { top, left, bottom, right } = a.pads;
  if (Math.max(top, bottom) >= a.kernel[0] || Math.max(left, right) >= a.kernel[1]) {
    throw misfit('has padding as large as its kernel, so a window could be empty');
  }
  return [...windowedSize(a, [1, 1], x, a.ceilMode, misfit), c];
}
