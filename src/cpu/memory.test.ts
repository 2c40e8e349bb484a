// What networks take on the CPU.
import { expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import { peakBytes } from '../graph/peak-bytes';
import { NO_PADS } from '../ops/window';
import { zeros } from '../tensor/tensor';
import { cpuMemoryOf } from './memory';

const CONV = {
  kernel: [1, 1],
  strides: [1, 1],
  pads: NO_PADS,
  dilations: [1, 1],
  groups: 1,
  activation: 'none',
} as const;

/** Convolutions in a row, of the same weights or of their own. */
function chain(count: number, isShared: boolean) {
  const builder = new GraphBuilder('chain', 'nhwc');
  builder.input('x0', [1, 2, 2, 64]);
  for (let i = 0; i < (isShared ? 1 : count); i++) builder.constant(`w${i}`, zeros([64, 64, 1, 1]));
  for (let i = 0; i < count; i++) {
    builder.node('conv2d', `x${i + 1}`, [`x${i}`, isShared ? 'w0' : `w${i}`], CONV);
  }
  return builder.build([`x${count}`]);
}

function bytesOf(graph: ReturnType<typeof chain>): number {
  const counted = new Map([...cpuMemoryOf(graph)].map(([, what, bytes]) => [what, bytes]));
  return [...counted.values()].reduce((sum, bytes) => sum + bytes, 0);
}

it('counts numbers twice, filters in double precision with their tile and bias, and values', () => {
  const graph = chain(1, false);
  const tile = 64 * 64;
  expect(bytesOf(graph)).toBe(2 * 4 * 64 * 64 + 8 * (64 * 64 + tile + 64) + peakBytes(graph));
});

it('counts shared weights once, others each', () => {
  expect(bytesOf(chain(9, true))).toBe(bytesOf(chain(2, true)));
  expect(bytesOf(chain(9, false))).toBeGreaterThan(4 * bytesOf(chain(2, false)));
});

it('names the node that asks for more values than any before', () => {
  const builder = new GraphBuilder('wide', 'nhwc');
  builder.input('x', [1, 2, 2, 4]);
  builder.node('activation', 'a', ['x'], { activation: 'relu' });
  const pads = { top: 9, left: 9, bottom: 9, right: 9 };
  builder.node('pad2d', 'b', ['a'], { pads, value: 0 });
  const takings = [...cpuMemoryOf(builder.build(['b']))];
  expect(takings.map(([node]) => node)).toEqual(['a', 'b']);
});
