// Fully connected layer: images are rows.
import type { Activation } from '../../ops/elementwise/functions';
import { product } from '../../util/math';
import { multiplication } from './multiplication';
import { storePanels, TILE_SCRATCH } from './panels';
import type { Operands, SimdKernel } from './simd-kernel';

/** Of constant weights [k, features], on a value whose numbers lie in one piece; null for others. */
export function prepareDense(
  { activation }: { readonly activation: Activation },
  { inputs }: Operands,
): SimdKernel | null {
  const [x, w, b] = inputs;
  if (!x?.isDense || x.tensor || !w?.tensor || (b && !b.tensor)) return null;
  const features = product(w.shape.slice(1));
  const [n = 0] = x.shape;
  const filters = w.tensor;
  return {
    name: 'simd-fully-connected',
    scratchBytes: TILE_SCRATCH,
    place: (workplace) => {
      const [x, y] = [workplace.input(0), workplace.output(0)];
      const panels = storePanels(workplace.memory, filters, features, b?.tensor, 1);
      const rows = { at: x.at, stride: 4 * features, count: n, depth: features };
      return [multiplication(workplace, rows, panels, y, activation)];
    },
  };
}
