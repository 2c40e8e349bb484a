// Op suite: normalisations of batches and across channels, and scores.
import { type OpCase, op, w, wp, x } from './op-case';

/** Scale, shift, mean and variance of so many channels. */
const four = (c: number) => [w(c), w(c), w(c), wp(c)];

const BATCHES: readonly OpCase[] = [
  op('BatchNormalization', [x(1, 4, 15, 7), ...four(4)]),
  op('BatchNormalization', [x(2, 7, 18, 17), ...four(7)], { epsilon: 1e-3 }, { opset: 7 }),
  op('BatchNormalization', [x(2, 1, 5, 3), ...four(1)], { spatial: 1 }, { opset: 7 }),
  op('BatchNormalization', [x(3, 12, 5, 5), ...four(12)], { momentum: 0.9 }, { opset: 9 }),
  op('BatchNormalization', [x(1, 15, 9, 4), ...four(15)], { training_mode: 0 }, { opset: 14 }),
  op('BatchNormalization', [x(1, 16, 1, 1), ...four(16)], { epsilon: 0.1 }, { opset: 15 }),
  op('BatchNormalization', [x(3, 8), ...four(8)], {}, { opset: 9 }),
  op('BatchNormalization', [x(2, 5), ...four(5)], {}, { opset: 15 }),
  op('BatchNormalization', [x(2, 3, 7), ...four(3)]),
  op('BatchNormalization', [x(1, 6, 5), ...four(6)], {}, { opset: 14 }),
  op('BatchNormalization', [x(2, 3, 4, 5, 3), ...four(3)]),
  op('BatchNormalization', [x(1, 2, 3, 2, 3, 2), ...four(2)], {}, { opset: 15 }),
];

// ONNX Runtime refuses even sizes; src/reference has a test of its own for them.
const CHANNELS: readonly OpCase[] = [
  op('LRN', [x(1, 8, 15, 7)], { size: 5 }),
  op('LRN', [x(2, 7, 5, 3)], { size: 3, alpha: 0.5, beta: 0.5, bias: 2 }),
  op('LRN', [x(1, 12, 5, 4)], { size: 1, alpha: 1 }),
  op('LRN', [x(1, 4, 5, 4)], { size: 9, alpha: 2, beta: 0.75 }),
  op('LRN', [x(1, 15, 4, 3)], { size: 11, alpha: 1 }),
  op('LRN', [x(1, 6, 4, 3)], { size: 5, alpha: 1, beta: 1 }, { opset: 7 }),
  op('LRN', [x(3, 3, 4, 3)], { size: 7, alpha: 3 }),
  op('LRN', [x(1, 1, 4, 3)], { size: 3, alpha: 1, bias: 0.5 }),
  op('LRN', [x(1, 16, 3, 5)], { size: 7, alpha: 1, beta: 0.25 }, { opset: 7 }),
  op('LRN', [x(2, 2, 18, 17)], { size: 3, alpha: 4, bias: 1 }),
];

const SCORES: readonly OpCase[] = ['Softmax', 'LogSoftmax'].flatMap((name) => [
  op(name, [x(2, 15)]),
  op(name, [x(3, 7)], { axis: 0 }),
  op(name, [x(12)]),
  op(name, [x(5)], { axis: 0 }, { opset: 11 }),
  op(name, [x(2, 3, 5)], { axis: 1 }),
  op(name, [x(2, 3, 5)], { axis: -2 }),
  op(name, [x(2, 3, 5)], { axis: 0 }),
  op(name, [x(2, 7, 5, 3)]),
  op(name, [x(2, 7, 5, 3)], { axis: 0 }),
  op(name, [x(2, 7, 5, 3)], { axis: 1 }),
  op(name, [x(2, 7, 5, 3)], { axis: 2 }),
  op(name, [x(1, 4, 1, 1)], { axis: 1 }),
  op(name, [x(2, 3, 2, 5, 2)], { axis: 2 }),
  op(name, [x(2, 15)], {}, { opset: 7 }),
  op(name, [x(2, 3, 5)], {}, { opset: 7 }),
  op(name, [x(2, 3, 5)], { axis: 2 }, { opset: 7 }),
  op(name, [x(2, 7, 5, 3)], {}, { opset: 7 }),
  op(name, [x(2, 7, 5, 3)], { axis: 2 }, { opset: 9 }),
  op(name, [x(2, 7, 5, 3)], { axis: 3 }, { opset: 11 }),
  op(name, [x(2, 7, 5, 3)], { axis: 0 }, { opset: 11 }),
  op(name, [x(2, 7, 5, 3)], { axis: -2 }, { opset: 12 }),
  op(name, [x(3, 4, 1, 1)], { axis: 1 }, { opset: 9 }),
]);

export const NORMALIZATION_CASES: readonly OpCase[] = [...BATCHES, ...CHANNELS, ...SCORES];
