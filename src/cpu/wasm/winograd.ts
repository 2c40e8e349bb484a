// The three steps of a Winograd convolution F(4×4, 3×3), over all tiles.
import { tilesOf, type WinogradForm, windowsOf } from '../../ops/conv/winograd';
import type { WinogradInputAttributes } from '../../ops/conv/winograd-input';
import type { WinogradOutputAttributes } from '../../ops/conv/winograd-output';
import { channelsOf } from '../../tensor/tensor';
import { roundUp } from '../../util/math';
import { activationBehind, rangeOf } from './activation';
import { blockRows, PANEL, TILE_SCRATCH } from './panels';
import { type Operands, phaseOver, phaseOverRows, type Run, type SimdKernel } from './simd-kernel';

/** Elements of a patch: of each there is a product. */
const ELEMENTS = 36;
/** Bytes in which patches are transformed. */
const PATCH_SCRATCH = 1152;

/** Whether the module has the transforms, which take four channels at a time. */
function isKnown({ tile, kernel, stride }: WinogradForm, channels: number): boolean {
  return tile === 4 && kernel === 3 && stride === 1 && channels % 4 === 0;
}

/** Patches, transformed; null for other forms. */
export function prepareWinogradInput(
  a: WinogradInputAttributes,
  { inputs }: Operands,
): SimdKernel | null {
  const [n = 0, h = 0, w = 0, c = 0] = inputs[0]?.shape ?? [];
  if (!isKnown(a, c)) return null;
  const [rows, columns] = tilesOf(windowsOf([h, w], a.pads, a), a.tile);
  return {
    name: 'simd-winograd-input',
    scratchBytes: PATCH_SCRATCH,
    place: ({ kernels, input, output }) => {
      const [x, v] = [input(0), output(0)];
      const elementStep = n * rows * columns * v.stride;
      const run = (image: number, from: number, to: number, scratch: number) =>
        kernels.winogradPatches(
          ...[x.at + image * h * w * x.stride, x.stride, h, w, c, a.pads.top, a.pads.left],
          ...[columns, from * columns, to * columns],
          ...[v.at + (image * rows + from) * columns * v.stride, v.stride, elementStep, scratch],
        );
      return [phaseOverRows(n, rows, columns * c * ELEMENTS, run)];
    },
  };
}

/** A product of matrices for each element, of filters that are transformed once; null for other forms. */
export function prepareWinogradMultiply(
  a: WinogradForm,
  { inputs, outputs }: Operands,
): SimdKernel | null {
  const [v, w] = inputs;
  const filters = w?.tensor;
  const [, tiles = 0, k = 0] = outputs[0]?.shape ?? [];
  const c = channelsOf(v?.shape ?? []);
  if (!filters || v?.tensor || !isKnown(a, c)) return null;
  return {
    name: 'simd-winograd-multiply',
    scratchBytes: TILE_SCRATCH,
    place: ({ kernels, module, memory, input, output }) => {
      const [v, m] = [input(0), output(0)];
      const elementBytes = 4 * c * roundUp(k, PANEL);
      const zeros = memory.hold(undefined, roundUp(k, PANEL));
      const u = memory.once(filters, 'winograd', () => {
        const transformed = memory.allocate(ELEMENTS * elementBytes);
        // The arena is free while weights are laid out, but not of a size for this: weights take a place of their own for a while.
        memory.borrow(4 * filters.data.length + 192, (place) => {
          memory.numbers(place, filters.data.length).set(filters.data);
          module.winogradFilters(place, k, c, transformed, place + 4 * filters.data.length);
        });
        return transformed;
      });
      const run: Run = (from, to, scratch) => {
        for (let element = from; element < to; element++) {
          kernels.multiply(
            ...[v.at + element * tiles * v.stride, v.stride, u + element * elementBytes, zeros],
            ...[m.at + element * tiles * m.stride, m.stride, tiles, 4 * c, k, blockRows(c)],
            ...[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, scratch],
          );
        }
      };
      return [phaseOver(ELEMENTS, 1, run)];
    },
  };
}

/** Pixels from products; null for other forms. */
export function prepareWinogradOutput(
  a: WinogradOutputAttributes,
  { inputs, outputs }: Operands,
): SimdKernel | null {
  const [, b] = inputs;
  const [n = 0, h = 0, w = 0, k = 0] = outputs[0]?.shape ?? [];
  if (!isKnown(a, k) || (b && !b.tensor)) return null;
  const [rows, columns] = tilesOf([h, w], a.tile);
  return {
    name: 'simd-winograd-output',
    scratchBytes: PATCH_SCRATCH,
    place: (workplace) => {
      const { kernels, memory } = workplace;
      const [m, y] = [workplace.input(0), workplace.output(0)];
      const bias = memory.hold(b?.tensor, k);
      const range = rangeOf(a.activation);
      const finish = activationBehind(a.activation, workplace, y);
      const elementStep = n * rows * columns * m.stride;
      const run = (image: number, from: number, to: number, scratch: number) => {
        kernels.winogradPixels(
          ...[m.at + (image * rows + from) * columns * m.stride, m.stride, elementStep, bias],
          ...[y.at + image * h * w * y.stride, y.stride, h, w, k, columns],
          ...[from * columns, to * columns, ...range, scratch],
        );
        const pixels = (row: number) => (image * h + Math.min(row * a.tile, h)) * w;
        finish?.(pixels(from), pixels(to));
      };
      return [phaseOverRows(n, rows, columns * k * ELEMENTS, run)];
    },
  };
}
