// Costs of small graphs, counted by hand. Those of whole networks are in ../models/.
import { describe, expect, it } from 'vitest';
import { convAttributes, poolAttributes } from '../ops/ops.fixtures';
import { evenPads } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { costOfGraph, costOfNodes } from './cost';
import type { Graph } from './graph';

function conv(batch: number, groups = 1): Graph {
  const builder = new GraphBuilder('conv', 'nhwc');
  builder.input('x', [batch, 5, 5, 6]);
  builder.constant('w', zeros([12, 6 / groups, 3, 3]));
  builder.constant('b', zeros([12]));
  const strided = convAttributes({ kernel: [3, 3], strides: [2, 2], pads: evenPads(1), groups });
  builder.node('conv2d', 'conv', ['x', 'w', 'b'], strided);
  return builder.build(['conv']);
}

describe('costOfNodes', () => {
  it('counts one multiply-add per output and tap of a convolution', () => {
    // Output 2×3×3×12, taps 6×3×3; 12·54 weights and 12 biases; 216 floats.
    expect(costOfNodes(conv(2))).toEqual([
      {
        node: 'conv',
        macs: 216 * 54,
        parameters: 660,
        weightBytes: 2640,
        activationBytes: 864,
      },
    ]);
  });

  it.each([2, 3, 6])('counts only the channels of its own group, of %s', (groups) => {
    const taps = (6 / groups) * 9;
    expect(costOfNodes(conv(1, groups))[0]).toMatchObject({
      macs: 108 * taps,
      parameters: 12 * taps + 12,
    });
  });

  it('counts one multiply-add per weight and image of a fully-connected layer', () => {
    const builder = new GraphBuilder('fc', 'nhwc');
    builder.input('x', [3, 2, 2, 5]);
    builder.constant('w', zeros([7, 20]));
    builder.constant('b', zeros([7]));
    builder.node('fully-connected', 'fc', ['x', 'w', 'b'], { activation: 'none' });
    expect(costOfNodes(builder.build(['fc']))).toEqual([
      { node: 'fc', macs: 3 * 140, parameters: 147, weightBytes: 588, activationBytes: 84 },
    ]);
  });

  it('counts no multiply-adds for anything else, but parameters and bytes of every output', () => {
    const builder = new GraphBuilder('rest', 'nhwc');
    builder.input('x', [1, 5, 5, 6]);
    builder.constant('b', zeros([6]));
    builder.node('bias-add', 'bias', ['x', 'b'], {});
    builder.node('mul', 'scaled', ['bias', 'x'], { activation: 'none' });
    builder.node('max-pool2d', 'pool', ['scaled'], poolAttributes());
    builder.node('global-average-pool', 'mean', ['pool'], {});
    builder.multiOutputNode('top-k', 'top', ['mean'], { k: 5 }, ['values', 'indices']);
    const costs = costOfNodes(builder.build(['values', 'indices']));
    expect(costs.map(({ node, activationBytes }) => [node, activationBytes])).toEqual([
      ['bias', 5 * 5 * 6 * 4],
      ['scaled', 5 * 5 * 6 * 4],
      ['pool', 2 * 2 * 6 * 4],
      ['mean', 6 * 4],
      ['top', (5 + 5) * 4],
    ]);
    expect(costs.map(({ parameters }) => parameters)).toEqual([6, 0, 0, 0, 0]);
    expect(costs.every(({ macs }) => macs === 0)).toBe(true);
  });
});

/** x·w + b and then (…)·w + b again, with the same weights. */
function tied(): Graph {
  const builder = new GraphBuilder('tied', 'nhwc');
  builder.input('x', [2, 4]);
  builder.constant('w', zeros([4, 4]));
  builder.constant('b', zeros([4]));
  builder.node('fully-connected', 'once', ['x', 'w', 'b'], { activation: 'none' });
  builder.node('fully-connected', 'twice', ['once', 'w', 'b'], { activation: 'none' });
  return builder.build(['twice']);
}

describe('costOfGraph', () => {
  it('is the sum of its nodes', () => {
    const builder = new GraphBuilder('two', 'nhwc');
    builder.input('x', [1, 4]);
    builder.constant('w', zeros([3, 4]));
    builder.constant('b', zeros([3]));
    builder.node('fully-connected', 'product', ['x', 'w'], { activation: 'none' });
    builder.node('bias-add', 'sum', ['product', 'b'], {});
    const expected = { macs: 12, parameters: 15, weightBytes: 60, activationBytes: 24 };
    expect(costOfGraph(builder.build(['sum']))).toEqual(expected);
  });

  it('multiplies work and activations, but not parameters, by the batch', () => {
    const one = costOfGraph(conv(1));
    expect(costOfGraph(conv(5))).toEqual({
      ...one,
      macs: 5 * one.macs,
      activationBytes: 5 * one.activationBytes,
    });
  });

  it('counts parameters that two nodes share once, and their work twice', () => {
    expect(costOfGraph(tied())).toMatchObject({ macs: 2 * 2 * 16, parameters: 20 });
    expect(costOfNodes(tied()).map(({ parameters }) => parameters)).toEqual([20, 20]);
  });
});
