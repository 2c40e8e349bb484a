// Experiment: depthwise and pointwise convolution of MobileNet in one dispatch, against two.
//   registers   each register tile of the pointwise product computes its depthwise inputs itself, again for every 16
//               output channels
//   workgroup   a workgroup keeps the depthwise result of 16 pixels in workgroup memory, then multiplies out of it
// Both give what two dispatches give (checked). Times are medians of interleaved runs, by timestamp queries.
//   node bench/experiments/depthwise-pointwise.js
import { withComparison } from './compare-ways.js';
import { fused, separate } from './depthwise-pointwise-shaders.js';

/** Side, input and output channels and stride of depthwise separable blocks, α = 0.25 and α = 1. */
const BLOCKS = [
  [112, 8, 16, 1],
  [112, 16, 32, 2],
  [56, 32, 32, 1],
  [28, 64, 64, 1],
  [14, 128, 128, 1],
  [112, 32, 64, 1],
  [56, 128, 128, 1],
  [14, 512, 512, 1],
];
const ROUNDS = 9;

await withComparison(async (compare) => {
  console.log('block                          two ms   registers      workgroup');
  for (const [side = 0, c = 0, k = 0, stride = 1] of BLOCKS) {
    const ways = [separate(side, c, k, stride), ...fused(side, c, k, stride)];
    const [two = 0, ...others] = await compare(ways, ROUNDS);
    const ratios = others.map((ms) => `${ms.toFixed(2)} (×${(ms / two).toFixed(1)})`.padEnd(15));
    const block = `${side}×${side}, ${c} → ${k}, stride ${stride}`;
    console.log(`${block.padEnd(28)} ${two.toFixed(2).padStart(8)}   ${ratios.join('')}`);
  }
});
