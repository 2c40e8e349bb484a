// Mean over all positions of a feature map.
import { f32Tensor, type Tensor, zeros } from '../tensor/tensor';

/** y[n, c] = Σ over h, w of x[n, h, w, c] / (h·w), summed in double precision. */
export function globalAveragePool([x = zeros([0])]: readonly Tensor[]): Tensor[] {
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const y = new Float32Array(n * c);
  for (let image = 0; image < n; image++) {
    for (let channel = 0; channel < c; channel++) {
      let sum = 0;
      for (let pixel = 0; pixel < h * w; pixel++) {
        sum += x.data[(image * h * w + pixel) * c + channel] as number;
      }
      y[image * c + channel] = sum / (h * w);
    }
  }
  return [f32Tensor([n, c], y)];
}
