// Positions of sliding windows and shapes of pooling, held against Caffe's own loop.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import type { Shape } from '../tensor/tensor';
import { inferOutputs, windowPositions } from './infer-shape';
import { nodeOf, poolAttributes } from './ir.fixtures';
import { evenPads, type MaxPool2dAttributes } from './ops';

const window = { kernel: 3, stride: 2, dilation: 1, before: 0, after: 0 };

function pool(input: Shape, attributes: Partial<MaxPool2dAttributes>): Shape {
  const node = nodeOf('max-pool2d', 'pool1', ['x'], poolAttributes(attributes));
  return inferOutputs(node, [input])[0]?.shape ?? [];
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

describe('shape of max pooling', () => {
  it('has the input channels and batch', () => {
    expect(pool([2, 111, 111, 96], {})).toEqual([2, 55, 55, 96]);
  });

  it('rounds height and width on their own', () => {
    expect(pool([1, 6, 7, 4], {})).toEqual([1, 2, 3, 4]);
    expect(pool([1, 6, 7, 4], { ceilMode: true })).toEqual([1, 3, 3, 4]);
  });

  it('refuses padding as large as its kernel', () => {
    const attempt = () => pool([1, 6, 6, 1], { kernel: [2, 2], pads: evenPads(2) });
    expect(attempt).toThrow(GraphError);
    expect(attempt).toThrow(/Node "pool1" \(max-pool2d\) has padding as large as its kernel/);
  });

  it('refuses a window larger than its input', () => {
    expect(() => pool([1, 2, 9, 1], {})).toThrow(GraphError);
    expect(() => pool([1, 2, 9, 1], {})).toThrow(/"pool1".*window larger than its 2×9 input/);
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
