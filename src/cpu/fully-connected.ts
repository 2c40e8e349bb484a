// Fully connected layer on the CPU: four rows of weights at a time, so that each input is read once for four products.
import type { Activation } from '../ops/elementwise/functions';
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import { ceilDiv, product } from '../util/math';
import { activateRange, type CpuKernel, type CpuWork } from './kernel';

const ROWS = 4;

/** Weights are read as they are: packing them would take as long as a run does, and twice the memory. */
export function prepareFullyConnected({ activation }: { readonly activation: Activation }) {
  return {
    name: 'cpu-fully-connected',
    packsConstants: false,
    start: ([x = zeros([0]), w = zeros([0]), b], [shape = []]) => {
      const y = f32Tensor(shape, new Float32Array(product(shape)));
      return fullyConnected(x, w, b, y, activation);
    },
  } satisfies CpuKernel;
}

function fullyConnected(
  x: Tensor,
  w: Tensor,
  b: Tensor | undefined,
  y: Tensor,
  activation: Activation,
): CpuWork {
  const [n = 0, k = 0] = y.shape;
  const [, features = 0] = w.shape;
  const blocks = ceilDiv(k, ROWS);
  const inputs = Float64Array.from(x.data);
  const [weights, output] = [w.data as Float32Array, y.data as Float32Array];
  return {
    outputs: [y],
    units: n * blocks,
    run: (from, to) => {
      for (let unit = from; unit < to; unit++) {
        const image = Math.floor(unit / blocks);
        const row = (unit % blocks) * ROWS;
        const count = Math.min(ROWS, k - row);
        multiplyRows(inputs, image * features, weights, row * features, features, count);
        const at = image * k + row;
        for (let i = 0; i < count; i++) {
          output[at + i] = (SUMS[i] as number) + ((b?.data[row + i] as number | undefined) ?? 0);
        }
        activateRange(output, at, at + count, activation);
      }
    },
  };
}

/** Sums of up to four rows; those that are missing repeat the last one. */
function multiplyRows(
  x: Float64Array,
  xAt: number,
  w: Float32Array,
  wAt: number,
  features: number,
  rows: number,
): void {
  const second = wAt + Math.min(1, rows - 1) * features;
  const third = wAt + Math.min(2, rows - 1) * features;
  const fourth = wAt + Math.min(3, rows - 1) * features;
  let [s0, s1, s2, s3] = [0, 0, 0, 0];
  for (let i = 0; i < features; i++) {
    const value = x[xAt + i] as number;
    s0 += value * (w[wAt + i] as number);
    s1 += value * (w[second + i] as number);
    s2 += value * (w[third + i] as number);
    s3 += value * (w[fourth + i] as number);
  }
  SUMS.set([s0, s1, s2, s3]);
}

/** Written and read at once. */
const SUMS = new Float64Array(ROWS);
