// The opposite of a max pooling on the CPU.
import { f32Tensor } from '../../tensor/tensor';
import { type Compute, exact, type Rounding } from '../reference';
import type { maxUnpool2d } from './max-unpool2d';

/** Each number of x goes to the first largest one of its window. */
export const compute: Compute<typeof maxUnpool2d> = ([x, source], { kernel }) => {
  const [, h = 0, w = 0, c = 0] = source.shape;
  const y = new Float32Array(source.data.length);
  const [n = 0, rows = 0, columns = 0] = x.shape;
  for (let i = 0; i < n * rows * columns * c; i++) {
    const [channel, pixel] = [i % c, Math.floor(i / c)];
    const image = Math.floor(pixel / (rows * columns));
    const top = (Math.floor(pixel / columns) % rows) * kernel[0];
    const left = (pixel % columns) * kernel[1];
    let best = -1;
    for (let row = top; row < Math.min(top + kernel[0], h); row++) {
      for (let column = left; column < Math.min(left + kernel[1], w); column++) {
        const at = ((image * h + row) * w + column) * c + channel;
        if (best < 0 || (source.data[at] as number) > (source.data[best] as number)) best = at;
      }
    }
    y[best] = x.data[i] as number;
  }
  return [f32Tensor(source.shape, y)];
};

/** Nothing is rounded. */
export const rounding: Rounding<typeof maxUnpool2d> = exact;
