// Experiment: a fire module of SqueezeNet (arXiv:1602.07360) in one dispatch, against one for each of its three layers.
// A workgroup keeps the squeeze layer's result of 8×8 pixels and of the border around them in workgroup memory, and
// expands out of it:
//   all channels   each workgroup all channels of its pixels, so that only borders are squeezed more than once
//   64 channels    each workgroup 64 of them: more workgroups, each of which squeezes anew
// Both give what three dispatches give (checked). Times are medians of interleaved runs, by timestamp queries.
//   node bench/experiments/fused-fire.js
import { withComparison } from './compare-ways.js';
import { fused, separate } from './fused-fire-shaders.js';

/** Side, input channels, squeeze channels and channels of each expand layer: fire2 to fire9 of SqueezeNet 1.0. */
const MODULES = [
  [55, 96, 16, 64],
  [55, 128, 16, 64],
  [55, 128, 32, 128],
  [27, 256, 32, 128],
  [27, 256, 48, 192],
  [27, 384, 48, 192],
  [27, 384, 64, 256],
  [13, 512, 64, 256],
];
const ROUNDS = 9;

await withComparison(async (compare) => {
  console.log('module                         three ms   all channels   64 channels');
  for (const [side = 0, c = 0, s = 0, k = 0] of MODULES) {
    const [three = 0, ...others] = await compare(
      [separate(side, c, s, k), ...fused(side, c, s, k)],
      ROUNDS,
    );
    const ratios = others.map((ms) => `${ms.toFixed(2)} (×${(ms / three).toFixed(1)})`.padEnd(15));
    const name = `${side}×${side}, ${c} → ${s} → 2·${k}`;
    console.log(`${name.padEnd(28)} ${three.toFixed(2).padStart(10)}   ${ratios.join('')}`);
  }
});
