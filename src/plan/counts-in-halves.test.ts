// Networks that number more things than halves have whole numbers are refused by name.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { FURTHER_OPS } from '../ops/further-ops.gen';
import { f32Tensor } from '../tensor/tensor';
import { refuseLongCounts } from './counts-in-halves';

const CHOICE = {
  ...{ detections: 4, byClass: true, perClass: 4, skippedClasses: 0 },
  ...{ leastScore: 0, mostOverlap: 0.5 },
};

const netOf = () => new GraphBuilder('net', 'nhwc', FURTHER_OPS);

/** Graphs that number so many things. */
const COUNTING = {
  gather: (count: number) => {
    const net = netOf();
    const table = net.constant('table', f32Tensor([count, 1], new Float32Array(count)));
    return net.build([net.node('gather', 'y', [table, net.input('x', [1, 3])], {})]);
  },
  'arg-max': (count: number) => {
    const net = netOf();
    return net.build([
      net.node('arg-max', 'y', [net.input('x', [1, count])], { takesLast: false }),
    ]);
  },
  'top-indices': (count: number) => {
    const net = netOf();
    return net.build([net.node('top-indices', 'y', [net.input('x', [1, count])], { k: 2 })]);
  },
  'non-max-suppression': (count: number) => chosen(count, 7, 1),
};

/** Channels of the boxes that are kept. */
function chosen(count: number, start: number, size: number) {
  const net = netOf();
  const inputs = [net.input('boxes', [1, count, 4]), net.input('scores', [1, count, 1])];
  const kept = net.node('non-max-suppression', 'y', inputs, CHOICE);
  const ranges = { starts: [0, 0, start], steps: [1, 1, 1], sizes: [1, 4, size] };
  return net.build([net.node('slice', 'part', [kept], ranges)]);
}

describe('what halves can number', () => {
  it.each(Object.entries(COUNTING))('is 2049 things of %s', (op, counting) => {
    expect(() => refuseLongCounts(counting(2049))).not.toThrow();
    expect(() => refuseLongCounts(counting(2050))).toThrow(
      `Node "y" (${op}) numbers 2050 things, and precision "f16" has whole numbers up to 2048 only.`,
    );
  });

  it('does not matter to boxes whose numbers nobody reads', () => {
    expect(() => refuseLongCounts(chosen(5000, 0, 7))).not.toThrow();
    expect(() => refuseLongCounts(chosen(5000, 0, 8))).toThrow('numbers 5000 things');
  });

  it('is no sum of a quantised network', () => {
    const net = netOf();
    const k = net.constant('k', f32Tensor([2], Float32Array.of(0.5, 0.25)));
    const attributes = { ties: 'even', origin: 0, range: [-128, 127] } as const;
    const y = net.node('requantize', 'y', [net.input('x', [1, 2]), k], attributes);
    expect(() => refuseLongCounts(net.build([y]))).toThrow(
      'Node "y" (requantize) is of a network that adds up whole numbers of up to 2^24, and precision "f16" has those up to 2048 only.',
    );
  });
});
