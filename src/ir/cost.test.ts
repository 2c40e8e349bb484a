// Costs of small graphs, counted by hand. SqueezeNet's are in ../models/squeezenet-cost.test.ts.
import { describe, expect, it } from 'vitest';
import { zeros } from '../tensor/tensor';
import { GraphBuilder } from './builder';
import { costOfNodes } from './cost';
import { convAttributes, poolAttributes } from './ir.fixtures';
import { evenPads } from './ops';

describe('costOfNodes', () => {
  it('counts one multiply-add per output and tap of a convolution', () => {
    const builder = new GraphBuilder('conv', 'nhwc');
    builder.input('x', [2, 5, 5, 3]);
    builder.constant('w', zeros([4, 3, 3, 3]));
    builder.constant('b', zeros([4]));
    const strided = convAttributes({ kernel: [3, 3], strides: [2, 2], pads: evenPads(1) });
    builder.node('conv2d', 'conv', ['x', 'w', 'b'], strided);
    // Output 2×3×3×4, taps 3×3×3; 4·27 weights and 4 biases; 72 floats.
    expect(costOfNodes(builder.build(['conv']))).toEqual([
      { node: 'conv', macs: 72 * 27, parameters: 112, activationBytes: 288 },
    ]);
  });

  it('counts only the channels of its own group', () => {
    const builder = new GraphBuilder('grouped', 'nhwc');
    builder.input('x', [1, 4, 4, 6]);
    builder.constant('w', zeros([6, 2, 1, 1]));
    builder.node('conv2d', 'conv', ['x', 'w'], convAttributes({ groups: 3 }));
    expect(costOfNodes(builder.build(['conv']))[0]).toMatchObject({ macs: 96 * 2, parameters: 12 });
  });

  it('counts no multiply-adds for anything else, but parameters and bytes of every output', () => {
    const builder = new GraphBuilder('rest', 'nhwc');
    builder.input('x', [1, 5, 5, 6]);
    builder.constant('b', zeros([6]));
    builder.node('bias-add', 'bias', ['x', 'b'], {});
    builder.node('max-pool2d', 'pool', ['bias'], poolAttributes());
    builder.node('global-average-pool', 'mean', ['pool'], {});
    builder.multiOutputNode('top-k', 'top', ['mean'], { k: 5 }, ['values', 'indices']);
    expect(costOfNodes(builder.build(['values', 'indices']))).toEqual([
      { node: 'bias', macs: 0, parameters: 6, activationBytes: 5 * 5 * 6 * 4 },
      { node: 'pool', macs: 0, parameters: 0, activationBytes: 2 * 2 * 6 * 4 },
      { node: 'mean', macs: 0, parameters: 0, activationBytes: 6 * 4 },
      { node: 'top', macs: 0, parameters: 0, activationBytes: (5 + 5) * 4 },
    ]);
  });
});
