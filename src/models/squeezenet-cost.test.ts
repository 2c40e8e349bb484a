// What SqueezeNet costs, against table 1 counted by hand.
import { describe, expect, it } from 'vitest';
import { costOfGraph } from '../graph/cost';
import { optimizeGraph } from '../rewrites/all-passes';
import { type SqueezeNetOptions, squeezenet } from './squeezenet';
import { sharedZeros } from './weights';

/** Side of the feature map, then squeeze, expand (each half) and input channels of fire2 … fire9. */
const FIRES = [
  [55, 16, 64, 96],
  [55, 16, 64, 128],
  [55, 32, 128, 128],
  [27, 32, 128, 256],
  [27, 48, 192, 256],
  [27, 48, 192, 384],
  [27, 64, 256, 384],
  [13, 64, 256, 512],
] as const;

function cost(options: SqueezeNetOptions = {}) {
  return costOfGraph(squeezenet({ weights: sharedZeros(), ...options }).graph);
}

describe('SqueezeNet 1.0', () => {
  it('has 1,244,448 weights and 3,976 biases', () => {
    const { graph } = squeezenet();
    const count = (suffix: string) =>
      [...graph.constants]
        .filter(([name]) => name.endsWith(suffix))
        .reduce((sum, [, { data }]) => sum + data.length, 0);
    expect([count('.w'), count('.b')]).toEqual([1_244_448, 3_976]);
    expect(cost()).toMatchObject({ parameters: 1_248_424, weightBytes: 4_993_696 });
  });

  it('takes 861,339,936 multiply-adds for a picture of 227', () => {
    const conv1 = 111 ** 2 * 96 * 3 * 7 ** 2;
    // The window of conv10 lies on the padding too: 15×15 positions of a 13×13 map.
    const conv10 = 15 ** 2 * 512 * 1000;
    const fires = FIRES.map(([side, s, e, c]) => side ** 2 * (c * s + s * e + 9 * s * e));
    const byHand = fires.reduce((a, b) => a + b, conv1 + conv10);
    expect(byHand).toBe(861_339_936);
    expect(cost().macs).toBe(861_339_936);
  });

  it('multiplies work, but not parameters, by the batch', () => {
    expect(cost({ batch: 3 })).toMatchObject({ macs: 3 * 861_339_936, parameters: 1_248_424 });
  });

  it('has the same work and parameters after the passes but for the border of conv10, and fewer activations', () => {
    const { graph } = squeezenet({ weights: sharedZeros() });
    const { macs, parameters, weightBytes, activationBytes } = costOfGraph(graph);
    const optimized = costOfGraph(optimizeGraph(graph));
    // The border's share of the mean is a scale and a shift for each class.
    expect(optimized).toMatchObject({
      macs: macs - (15 ** 2 - 13 ** 2) * 512 * 1000,
      parameters: parameters + 2 * 1000,
      weightBytes: weightBytes + 2 * 1000 * 4,
    });
    expect(optimized.activationBytes).toBeLessThan(activationBytes / 2);
  });
});

describe('SqueezeNet 1.1', () => {
  it('has 12,928 parameters less, in conv1 and behind it', () => {
    const conv1 = 96 * (3 * 49 + 1) - 64 * (3 * 9 + 1);
    // fire2 sees 64 channels instead of 96.
    expect(conv1 + (96 - 64) * 16).toBe(12_928);
    expect(cost({ version: '1.1' }).parameters).toBe(1_248_424 - 12_928);
  });

  it('takes 2.2 times less multiply-adds', () => {
    expect(cost().macs / cost({ version: '1.1' }).macs).toBeCloseTo(2.22, 2);
    expect(cost({ version: '1.1' }).macs).toBe(387_747_520);
  });
});
