// The largest of each row: numbers are sorted as keys that hold their index, which engines do many times as fast as by a function.
import { compute } from '../ops/rank/top-k.reference';
import { channelsOf, f32Tensor, type Tensor, zeros } from '../tensor/tensor';
import type { CpuKernel, CpuWork } from './kernel';

/** Indices below this fit into a key behind 32 bits of value: a double holds whole numbers of 53 bits. */
const MOST_INDICES = 2 ** 20;

/** Values [n, k] and indices [n, k], largest first, ties by lower index. */
export function prepareTopK({ k }: { readonly k: number }): CpuKernel {
  return {
    name: 'cpu-top-k',
    packsConstants: false,
    start: ([x = zeros([0])], [values = [], indices = values]) =>
      channelsOf(x.shape) > MOST_INDICES
        ? { outputs: compute([x], { k }, [values, indices]), units: 0, run: () => undefined }
        : topK(x, k),
  };
}

function topK({ shape, data }: Tensor, k: number): CpuWork {
  const [n = 0, c = 0] = shape;
  const values = new Float32Array(n * k);
  const indices = new Uint32Array(n * k);
  const keys = new Float64Array(c);
  return {
    outputs: [f32Tensor([n, k], values), { dtype: 'u32', shape: [n, k], data: indices }],
    units: n,
    run: (from, to) => {
      for (let row = from; row < to; row++) {
        for (let index = 0; index < c; index++) {
          keys[index] = rankOf(data[row * c + index] as number) * MOST_INDICES + index;
        }
        keys.sort();
        for (let place = 0; place < k; place++) {
          const index = (keys[place] as number) % MOST_INDICES;
          values[row * k + place] = data[row * c + index] as number;
          indices[row * k + place] = index;
        }
      }
    },
  };
}

const FLOAT = new Float32Array(1);
const BITS = new Int32Array(FLOAT.buffer);

/** Whole numbers of 32 bits in the opposite order of floats. Both zeros are one. */
function rankOf(value: number): number {
  FLOAT[0] = value + 0;
  const bits = BITS[0] as number;
  // The bits of positive floats are in their order, those of negative ones in the opposite one.
  const order = bits < 0 ? -2147483648 - bits : bits;
  return 2147483648 - order;
}
