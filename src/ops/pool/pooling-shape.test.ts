// Positions of sliding windows and shapes of pooling, held against Caffe's own loop.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '../../errors';
import type { Shape } from '../../tensor/tensor';
import { inferFrom, nodeOf, poolAttributes } from '../ops.fixtures';
import { evenPads, windowPositions } from '../window';
import type { MaxPool2dAttributes } from './max-pool2d';

const window = { kernel: 3, stride: 2, dilation: 1, before: 0, after: 0 };

type PoolOp = 'max-pool2d' | 'average-pool2d';

function pool(
  input: Shape,
  attributes: Partial<MaxPool2dAttributes>,
  op: PoolOp = 'max-pool2d',
): Shape {
  const node = nodeOf(op, 'pool1', ['x'], poolAttributes(attributes));
  return inferFrom(node, [input])[0]?.shape ?? [];
}

describe('windowPositions', () => {
  it('rounds down, or up where asked', () => {
    expect(windowPositions(110, window)).toBe(54);
    expect(windowPositions(110, window, true)).toBe(55);
  });

  it('is the same both ways where the stride divides', () => {
    expect(windowPositions(111, window)).toBe(55);
    expect(windowPositions(111, window, true)).toBe(55);
  });

  it('drops a rounded-up window that would start in the padding', () => {
    // Positions −1, 1, 3, and 5, which is behind the input of 5.
    const padded = { kernel: 2, stride: 2, dilation: 1, before: 1, after: 1 };
    expect(windowPositions(5, padded, true)).toBe(3);
  });

  it('keeps a rounded-up window that starts on the last input', () => {
    // Positions −1, 1, 3, and 5, the last of 6: half of that window is behind the input.
    const padded = { kernel: 2, stride: 2, dilation: 1, before: 1, after: 0 };
    expect(windowPositions(6, padded, true)).toBe(4);
    expect(windowPositions(6, padded)).toBe(3);
  });

  it('counts, rounded down, the windows that end inside input and padding', () => {
    fc.assert(
      fc.property(windows(), ({ size, ...given }) => {
        const end = size + given.before + given.after;
        const span = given.dilation * (given.kernel - 1) + 1;
        fc.pre(span <= end);
        let count = 0;
        while (count * given.stride + span <= end) count++;
        expect(windowPositions(size, given)).toBe(count);
      }),
    );
  });

  it("follows Caffe's pooling layer when rounded up", () => {
    fc.assert(
      fc.property(windows(), ({ size, ...given }) => {
        const { kernel, stride, before } = given;
        fc.pre(before < kernel && kernel <= size + 2 * before);
        expect(windowPositions(size, { ...given, dilation: 1, after: before }, true)).toBe(
          caffePooledSize(size, kernel, stride, before),
        );
      }),
    );
  });
});

describe.each<PoolOp>(['max-pool2d', 'average-pool2d'])('shape of %s', (op) => {
  it('has the input channels and batch', () => {
    expect(pool([2, 111, 111, 96], {}, op)).toEqual([2, 55, 55, 96]);
  });

  it('rounds height and width on their own', () => {
    expect(pool([1, 6, 7, 4], {}, op)).toEqual([1, 2, 3, 4]);
    expect(pool([1, 6, 7, 4], { ceilMode: true }, op)).toEqual([1, 3, 3, 4]);
  });

  it('pads each side on its own', () => {
    const pads = { top: 0, left: 1, bottom: 1, right: 2 };
    expect(pool([1, 6, 6, 1], { pads }, op)).toEqual([1, 3, 4, 1]);
  });

  it.each([
    [evenPads(2), /padding as large as its kernel/],
    [{ ...evenPads(0), bottom: -1 }, /has pads 0,0,-1,0; all must be whole numbers, 0 or more/],
    [{ ...evenPads(0), left: 0.5 }, /has pads 0,0.5,0,0/],
  ])('refuses pads %o', (pads, words) => {
    const attempt = () => pool([1, 6, 6, 1], { kernel: [2, 2], pads }, op);
    expect(attempt).toThrow(GraphError);
    expect(attempt).toThrow(`Node "pool1" (${op})`);
    expect(attempt).toThrow(words);
  });

  it('refuses a window larger than its input', () => {
    expect(() => pool([1, 2, 9, 1], {}, op)).toThrow(GraphError);
    expect(() => pool([1, 2, 9, 1], {}, op)).toThrow(/"pool1".*window larger than its 2×9 input/);
  });

  it.each([0, -1, 1.5])('refuses a stride of %s', (stride) => {
    expect(() => pool([1, 9, 9, 1], { strides: [stride, 1] }, op)).toThrow(GraphError);
    expect(() => pool([1, 9, 9, 1], { strides: [stride, 1] }, op)).toThrow(/positive whole/);
  });
});

function windows() {
  const small = (min: number, max: number) => fc.integer({ min, max });
  return fc.record({
    size: small(1, 30),
    kernel: small(1, 5),
    stride: small(1, 6),
    dilation: small(1, 3),
    before: fc.nat(4),
    after: fc.nat(4),
  });
}

/**
 * PoolingLayer::Reshape: round up; with padding, clip a last window that starts outside the image. Without
 * padding Caffe keeps such a window (a stride longer than the kernel makes one); an empty window has no
 * maximum, so here it is clipped too.
 */
function caffePooledSize(size: number, kernel: number, stride: number, pad: number): number {
  const pooled = Math.ceil((size + 2 * pad - kernel) / stride) + 1;
  return (pooled - 1) * stride >= size + pad ? pooled - 1 : pooled;
}
