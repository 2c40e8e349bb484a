// Experiment: pointwise convolutions that skip pruned weights, against the dense kernel that multiplies by zero. Deep
// Compression (arXiv:1510.00149) leaves a third of SqueezeNet's weights.
//   columns   lists, for every four output channels, the input channels of which one of the four has a weight
//   weights   lists, for every output channel, the input channels that have a weight; maps hold four pixels a word, so that
//             one load of them serves four products (turning x is not counted, turning y back is)
// All give the same (checked). Times are medians of interleaved runs, by timestamp queries.
//   node lab/sparse-pointwise.js
import { readArguments } from '../scripts/steps.js';
import { withComparison } from './compare-ways.js';
import { columns, dense, scalars, sparseWeights } from './sparse-pointwise-shaders.js';

/** Pixels, input and output channels: conv10, a squeeze and an expand layer of SqueezeNet. */
const LAYERS = [
  [196, 512, 1000],
  [756, 256, 32],
  [756, 32, 128],
];
/** Weights of a hundred that are left. */
const DENSITIES = [33, 20, 10];
const ROUNDS = 9;

readArguments();

await withComparison(async (compare) => {
  console.log('layer                    left     dense ms   columns        weights');
  for (const [pixels = 0, c = 0, k = 0] of LAYERS) {
    for (const density of DENSITIES) {
      const weights = sparseWeights(c, k, density);
      const ways = [dense, columns, scalars].map((way) => way(pixels, c, k, weights));
      const [plain = 0, ...others] = await compare(ways, ROUNDS);
      const ratios = others.map((ms) =>
        `${ms.toFixed(2)} (×${(ms / plain).toFixed(2)})`.padEnd(15),
      );
      const layer = `${pixels} pixels, ${c} → ${k}`;
      console.log(
        `${layer.padEnd(25)} ${density} %`.padEnd(33) +
          `${plain.toFixed(2).padStart(8)}   ${ratios.join('')}`,
      );
    }
  }
});
