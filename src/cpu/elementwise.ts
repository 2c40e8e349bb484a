// Elementwise functions of two values on the CPU, row by row: the second is of the same shape, or a vector that repeats.
import type { Activation } from '../ops/elementwise/functions';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { activateRange, type CpuKernel, type CpuWork } from './kernel';

/** Ops that have a loop of their own. */
export type ElementwiseOp = 'add' | 'sub' | 'mul';

/** y[yAt + i] = a[yAt + i] ∘ b[bAt + i], i < count. */
type CombineRow = (
  a: Float32Array,
  b: Float32Array,
  bAt: number,
  y: Float32Array,
  yAt: number,
  count: number,
) => void;

const ROWS: Readonly<Record<ElementwiseOp, CombineRow>> = {
  add: (a, b, bAt, y, yAt, count) => {
    for (let i = 0; i < count; i++) y[yAt + i] = (a[yAt + i] as number) + (b[bAt + i] as number);
  },
  sub: (a, b, bAt, y, yAt, count) => {
    for (let i = 0; i < count; i++) y[yAt + i] = (a[yAt + i] as number) - (b[bAt + i] as number);
  },
  mul: (a, b, bAt, y, yAt, count) => {
    for (let i = 0; i < count; i++) y[yAt + i] = (a[yAt + i] as number) * (b[bAt + i] as number);
  },
};

/** y = act(a ∘ b); b is as large as a, one vector an image, or one vector. */
export function prepareElementwise(op: ElementwiseOp, activation: Activation): CpuKernel {
  return {
    name: `cpu-${op}`,
    packsConstants: false,
    start: ([a = zeros([0]), b = zeros([0])]) => elementwise(a, b, ROWS[op], activation),
  };
}

function elementwise(a: Tensor, b: Tensor, combine: CombineRow, activation: Activation): CpuWork {
  const channels = channelsOf(a.shape);
  const rows = a.data.length / channels;
  const rowsPerVector = (a.data.length / b.data.length) | 0;
  const y = new Float32Array(a.data.length);
  const [left, right] = [a.data as Float32Array, b.data as Float32Array];
  return {
    outputs: [f32Tensor(a.shape, y)],
    units: rows,
    run: (from, to) => {
      for (let row = from; row < to; row++) {
        const vector = Math.floor(row / rowsPerVector);
        combine(left, right, vector * channels, y, row * channels, channels);
      }
      activateRange(y, from * channels, to * channels, activation);
    },
  };
}

/** y = act(x). */
export function prepareActivation(activation: Activation): CpuKernel {
  return {
    name: 'cpu-activation',
    packsConstants: false,
    start: ([x = zeros([0])]) => {
      const y = Float32Array.from(x.data);
      return {
        outputs: [f32Tensor(x.shape, y)],
        units: 1,
        run: () => activateRange(y, 0, y.length, activation),
      };
    },
  };
}
