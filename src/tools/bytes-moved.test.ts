// Bytes that a dispatch has to move.
import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { NO_PADS } from '../ops/window';
import type { Precision } from '../tensor/elements';
import { zeros } from '../tensor/tensor';
import { bytesMovedOf } from './bytes-moved';

function bytesOf(graph: Graph, precision: Precision = 'f32'): number[] {
  return graph.nodes.map((node) => bytesMovedOf(graph, node, precision));
}

it('counts feature maps as words of four channels, weights without packing', () => {
  const net = new GraphBuilder('g', 'nhwc');
  net.input('x', [1, 4, 4, 3]);
  const inputs = ['x', net.constant('w', zeros([5, 3, 1, 1])), net.constant('b', zeros([5]))];
  net.node('conv2d', 'y', inputs, {
    ...{ kernel: [1, 1], strides: [1, 1], pads: NO_PADS, dilations: [1, 1] },
    ...{ groups: 1, activation: 'none' },
  });
  // 16 pixels of one word in, of two words out; 15 weights and 5 biases.
  expect(bytesOf(net.build(['y']))).toEqual([16 * 16 + 16 * 32 + 4 * 20]);
});

it('counts what is read twice once, and halves as half as much', () => {
  const net = new GraphBuilder('g', 'nhwc');
  net.input('x', [1, 2, 2, 4]);
  net.node('add', 'y', ['x', 'x'], { activation: 'none' });
  expect(bytesOf(net.build(['y']))).toEqual([2 * 4 * 16]);
  expect(bytesOf(net.build(['y']), 'f16')).toEqual([2 * 4 * 8]);
});
