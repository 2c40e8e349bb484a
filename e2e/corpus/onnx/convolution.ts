// Op suite: convolutions.
import { type OpCase, op, w, x } from './op-case';

export const CONVOLUTION_CASES: readonly OpCase[] = [
  op('Conv', [x(1, 3, 15, 7), w(8, 3, 3, 3), w(8)]),
  op('Conv', [x(2, 7, 18, 17), w(5, 7, 1, 1)]),
  op('Conv', [x(1, 4, 25, 33), w(12, 4, 3, 3), w(12)], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  op('Conv', [x(1, 3, 15, 7), w(4, 3, 5, 2)], { pads: [2, 0, 1, 3], kernel_shape: [5, 2] }),
  op('Conv', [x(1, 2, 15, 17), w(3, 2, 3, 3), w(3)], { dilations: [2, 3], pads: [2, 3, 2, 3] }),
  op('Conv', [x(1, 6, 9, 11), w(6, 1, 3, 3), w(6)], { group: 6, pads: [1, 1, 1, 1] }),
  op('Conv', [x(1, 6, 9, 11), w(12, 1, 3, 3)], { group: 6, strides: [2, 1] }),
  op('Conv', [x(1, 6, 9, 11), w(9, 2, 3, 3), w(9)], { group: 3, pads: [1, 0, 1, 2] }),
  op('Conv', [x(2, 8, 7, 5), w(8, 4, 1, 1), w(8)], { group: 2 }, { opset: 7 }),
  op('Conv', [x(1, 3, 14, 9), w(5, 3, 3, 3)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  op('Conv', [x(1, 3, 14, 9), w(5, 3, 4, 2)], { auto_pad: 'SAME_LOWER', strides: [3, 1] }),
  op('Conv', [x(1, 3, 14, 9), w(5, 3, 4, 2)], { auto_pad: 'VALID' }, { opset: 22 }),
  op('Conv', [x(1, 3, 13, 9), w(4, 3, 3, 3)], { auto_pad: 'VALID', dilations: [2, 1] }),
  op('Conv', [x(1, 2, 7, 5), w(4, 2, 1, 1)], { auto_pad: 'SAME_UPPER', strides: [3, 2] }),
  op('Conv', [x(3, 10, 6, 7), w(5, 2, 3, 3), w(5)], { group: 5, pads: [0, 1, 2, 1] }),
  op('Conv', [x(1, 15, 9, 7), w(6, 5, 3, 1)], { group: 3, strides: [2, 2], pads: [1, 0, 1, 0] }),
  op('Conv', [x(2, 12, 7, 9), w(8, 3, 3, 3), w(8)], { group: 4, dilations: [1, 2] }),
  op('Conv', [x(1, 7, 15, 7), w(7, 1, 5, 5), w(7)], { group: 7, pads: [2, 2, 2, 2] }),
  op('Conv', [x(1, 3, 9, 9), w(15, 1, 3, 3), w(15)], { group: 3, auto_pad: 'SAME_LOWER' }),
  op('Conv', [x(1, 4, 11, 9), w(4, 1, 3, 3)], { group: 4, dilations: [3, 2], pads: [3, 2, 3, 2] }),
  op('Conv', [x(1, 1, 1, 1), w(16, 1, 3, 3), w(16)], { pads: [1, 1, 1, 1] }, { opset: 11 }),
  op('Conv', [x(1, 3, 25, 33), w(4, 3, 7, 7), w(4)], { pads: [3, 3, 3, 3], strides: [2, 2] }),
  op('Conv', [x(1, 16, 7, 9), w(15, 16, 1, 1), w(15)], { strides: [2, 3] }),
  op('Conv', [x(2, 3, 8, 9), w(7, 3, 1, 5)], { pads: [0, 4, 0, 1] }, { opset: 7 }),
  op('Conv', [x(1, 2, 5, 5), w(3, 2, 9, 9)], { pads: [4, 4, 4, 4], auto_pad: 'NOTSET' }),
  op('Conv', [x(1, 5, 12, 10), w(3, 5, 2, 2)], { strides: [4, 5], pads: [1, 0, 0, 1], group: 1 }),
];

/** Convolutions whose weights or bias are computed. */
export const COMPUTED_CONVOLUTION_CASES: readonly OpCase[] = [
  op('Conv', [x(1, 3, 7, 6), x(4, 3, 3, 3)], { pads: [1, 1, 1, 1] }),
  op('Conv', [x(2, 4, 9, 7), x(6, 2, 2, 3), x(6)], {
    group: 2,
    strides: [2, 1],
    pads: [0, 1, 1, 0],
  }),
  op('Conv', [x(1, 3, 9, 8), x(3, 1, 3, 2)], { group: 3, dilations: [2, 3] }, { opset: 9 }),
  op('Conv', [x(1, 3, 8, 7), x(5, 3, 1, 1), w(5)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  op('Conv', [x(1, 3, 5, 4), w(4, 3, 3, 3), x(4)]),
  op('Conv', [x(1, 3, 9), x(4, 3, 2), x(4)], { strides: [2] }),
];
