// Windows: TensorFlow's SAME padding against its rule, and what a window may not be.
import { describe, expect, it } from 'vitest';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { windowPositions } from '../../ops/window';
import { readTfliteNow } from './read-now.fixtures';
import { type OptionsToWrite, options, type TensorToWrite, writeTflite } from './tflite.fixtures';
import { samePadding } from './windows';

describe('samePadding', () => {
  // size, kernel, stride, dilation → before, after: worked out by hand from the rule.
  it.each([
    [224, 3, 2, 1, 0, 1],
    [225, 3, 2, 1, 1, 1],
    [112, 3, 1, 1, 1, 1],
    [7, 2, 1, 1, 0, 1],
    [7, 5, 2, 1, 2, 2],
    [8, 5, 2, 1, 1, 2],
    [8, 1, 2, 1, 0, 0],
    [9, 2, 4, 1, 0, 1],
    [5, 3, 1, 2, 2, 2],
    [6, 3, 2, 2, 1, 2],
    [1, 7, 1, 1, 3, 3],
    [10, 2, 3, 1, 0, 1],
    [3, 1, 5, 1, 0, 0],
  ])(
    '%i pixels, window %i, stride %i, dilation %i: %i and %i',
    (size, kernel, stride, dilation, before, after) => {
      expect(samePadding(size, { kernel, stride, dilation })).toEqual([before, after]);
    },
  );

  it('gives ⌈size / stride⌉ positions, and never a pixel more after than before plus one', () => {
    for (let size = 1; size <= 20; size++) {
      for (let kernel = 1; kernel <= 5; kernel++) {
        for (let stride = 1; stride <= 4; stride++) {
          for (let dilation = 1; dilation <= 3; dilation++) {
            const [before, after] = samePadding(size, { kernel, stride, dilation });
            const window = { kernel, stride, dilation, before, after };
            // Where the window is smaller than its stride, pixels are left over that no window reads.
            const positions = Math.floor((size - 1) / stride) + 1;
            expect(windowPositions(size, window), JSON.stringify({ size, ...window })).toBe(
              positions,
            );
            expect(after - before === 0 || after - before === 1).toBe(true);
          }
        }
      }
    }
  });
});

/** A file of one operator over a 3×4 map. */
function read(
  op: string,
  given: OptionsToWrite,
  filter?: TensorToWrite,
  outputShape = [1, 3, 4, 2],
) {
  const tensors = [{ shape: [1, 3, 4, 2] }, ...(filter ? [filter] : []), { shape: outputShape }];
  const last = tensors.length - 1;
  const inputs = filter ? [0, 1] : [0];
  const operators = [{ op, inputs, outputs: [last], options: given }];
  const bytes = writeTflite({ tensors, operators, inputs: [0], outputs: [last] });
  return readTfliteNow(bytes, { name: 'window', batch: 1 });
}

function ones(shape: readonly number[]): TensorToWrite {
  return { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1) };
}

describe('a window that cannot be', () => {
  it.each([
    ['strides 0×1', 'CONV_2D', options.conv2d({ strides: [0, 1] }), ones([2, 1, 1, 2])],
    ['strides 1×-1', 'CONV_2D', options.conv2d({ strides: [1, -1] }), ones([2, 1, 1, 2])],
    ['dilations 1×100000', 'CONV_2D', options.conv2d({ dilations: [1, 1e5] }), ones([2, 1, 1, 2])],
    ['filter 0×2', 'MAX_POOL_2D', options.pool2d({ filter: [0, 2] }), undefined],
    [
      '7×2 windows over a map of 3×4',
      'AVERAGE_POOL_2D',
      options.pool2d({ filter: [7, 2] }),
      undefined,
    ],
    ['filters of 3 channels to 2', 'CONV_2D', options.conv2d(), ones([2, 1, 1, 3])],
    ['not of four axes', 'CONV_2D', options.conv2d(), ones([2, 2])],
    ['the first must be 1', 'DEPTHWISE_CONV_2D', options.depthwiseConv2d(), ones([2, 1, 1, 2])],
    ['does not fit: .*2 group', 'DEPTHWISE_CONV_2D', options.depthwiseConv2d(), ones([1, 1, 1, 3])],
    [
      'window larger than its 3×4',
      'CONV_2D',
      options.conv2d({ padding: 'VALID' }),
      ones([2, 5, 5, 2]),
    ],
    ['are of type 5, but this.*type 1', 'CONV_2D', options.pool2d(), ones([2, 1, 1, 2])],
  ])('%s', (message, op, given, filter) => {
    expect(() => read(op, given, filter)).toThrow(ModelFormatError);
    expect(() => read(op, given, filter)).toThrow(new RegExp(message));
  });

  it('names the operator, and where it is described', () => {
    const strides = options.conv2d({ strides: [0, 1] });
    try {
      read('CONV_2D', strides, ones([2, 1, 1, 2]));
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ layer: 't2', offset: expect.any(Number) });
      expect(String(error)).toContain('Operator 0 (CONV_2D "t2") has strides 0×1');
    }
  });
});

describe('a sound window that is refused', () => {
  it('has filters that are computed', () => {
    const tensors = [{ shape: [1, 3, 4, 2] }, { shape: [2, 1, 1, 2] }, { shape: [1, 3, 4, 2] }];
    const operators = [{ op: 'CONV_2D', inputs: [0, 1], outputs: [2], options: options.conv2d() }];
    const bytes = writeTflite({ tensors, operators, inputs: [0, 1], outputs: [2] });
    const reading = () => readTfliteNow(bytes, { name: 'window', batch: 1 });
    expect(reading).toThrow(UnsupportedError);
    expect(reading).toThrow('computes its input 1, "t1"; it must be constant');
  });

  it('ends in SIGN_BIT', () => {
    const signBit = options.conv2d({ activation: 'SIGN_BIT' });
    expect(() => read('CONV_2D', signBit, ones([2, 1, 1, 2]))).toThrow(UnsupportedError);
  });
});
