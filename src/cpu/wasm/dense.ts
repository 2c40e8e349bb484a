// Fully connected layer: images are rows.
import type { Activation } from '../../ops/elementwise/functions';
import { f32Tensor } from '../../tensor/tensor';
import { product } from '../../util/math';
import { activationBehind, rangeOf } from './activation';
import { blockRows, PANEL, storePanels, TILE_SCRATCH } from './panels';
import { itemsPerUnit, type Operands, phaseOver, type SimdKernel } from './simd-kernel';

/** Of constant weights [k, features], on a value whose numbers lie in one piece; null for others. */
export function prepareDense(
  { activation }: { readonly activation: Activation },
  { inputs }: Operands,
): SimdKernel | null {
  const [x, w, b] = inputs;
  if (!x?.isDense || x.tensor || !w?.tensor || (b && !b.tensor)) return null;
  const [k = 0, features = 0] = w.shape;
  const [n = 0] = x.shape;
  const filters = f32Tensor(
    [k, product(w.shape.slice(1))],
    w.tensor.data as Float32Array<ArrayBuffer>,
  );
  return {
    name: 'simd-fully-connected',
    scratchBytes: TILE_SCRATCH,
    place: (workplace) => {
      const { kernels, memory } = workplace;
      const [x, y] = [workplace.input(0), workplace.output(0)];
      const { weights, bias } = storePanels(memory, filters, b?.tensor, 1);
      const range = rangeOf(activation);
      const finish = activationBehind(activation, workplace, y);
      const panels = Math.ceil(k / PANEL);
      const columns = phaseOver(panels, itemsPerUnit(n * features * PANEL), (from, to, scratch) =>
        kernels.multiply(
          ...[x.at, 4 * features, weights + 4 * from * PANEL * features, bias + 4 * from * PANEL],
          ...[y.at + 4 * from * PANEL, y.stride, n, 4 * features],
          ...[Math.min(to * PANEL, k) - from * PANEL, blockRows(features), ...range, scratch],
        ),
      );
      return finish ? [columns, phaseOver(n, n, finish)] : [columns];
    },
  };
}
