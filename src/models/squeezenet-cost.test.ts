// What SqueezeNet 1.0 costs, against table 1 counted by hand.
import { describe, expect, it } from 'vitest';
import { costOfNodes, type NodeCost } from '../ir/cost';
import { squeezenet } from './squeezenet';

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

function total(pick: (cost: NodeCost) => number, options = {}): number {
  return costOfNodes(squeezenet(options)).reduce((sum, cost) => sum + pick(cost), 0);
}

describe('SqueezeNet 1.0', () => {
  it('has 1,244,448 weights and 3,976 biases', () => {
    const graph = squeezenet();
    const count = (suffix: string) =>
      [...graph.constants]
        .filter(([name]) => name.endsWith(suffix))
        .reduce((sum, [, { data }]) => sum + data.length, 0);
    expect([count('.w'), count('.b')]).toEqual([1_244_448, 3_976]);
    expect(total(({ parameters }) => parameters)).toBe(1_248_424);
  });

  it('takes 861,339,936 multiply-adds for a picture of 227', () => {
    const conv1 = 111 ** 2 * 96 * 3 * 7 ** 2;
    // The window of conv10 lies on the padding too: 15×15 positions of a 13×13 map.
    const conv10 = 15 ** 2 * 512 * 1000;
    const fires = FIRES.map(([side, s, e, c]) => side ** 2 * (c * s + s * e + 9 * s * e));
    const byHand = fires.reduce((a, b) => a + b, conv1 + conv10);
    expect(byHand).toBe(861_339_936);
    expect(total(({ macs }) => macs)).toBe(861_339_936);
  });

  it('multiplies work, but not parameters, by the batch', () => {
    expect(total(({ macs }) => macs, { batch: 3 })).toBe(3 * 861_339_936);
    expect(total(({ parameters }) => parameters, { batch: 3 })).toBe(1_248_424);
  });
});
