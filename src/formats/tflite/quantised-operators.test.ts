// Quantised operators to the step: ties, limits, and what is left to real numbers. Expectations are by hand, in codes.
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { optimizeGraph } from '../../rewrites/all-passes';
import { FURTHER_PASSES } from '../../rewrites/further-passes';
import { inOrder } from '../../rewrites/optimize';
import { winograd } from '../../rewrites/winograd';
import { f32Tensor } from '../../tensor/tensor';
import { readTfliteNow } from './read-now.fixtures';
import {
  type FileToWrite,
  type OperatorToWrite,
  options,
  type TensorToWrite,
  writeTflite,
} from './tflite.fixtures';

/** An int8 tensor of one scale. */
function int8(
  shape: readonly number[],
  scale: number,
  zeroPoint = 0,
  data?: readonly number[],
): TensorToWrite {
  const quantized = { shape, type: 'INT8', scales: [scale], zeroPoints: [zeroPoint] };
  return data ? { ...quantized, data: Int8Array.from(data) } : quantized;
}

function int32(scale: number, data: readonly number[]): TensorToWrite {
  const type = 'INT32';
  return {
    ...{ shape: [data.length], type, scales: [scale], zeroPoints: [0] },
    data: Int32Array.from(data),
  };
}

/** A file of one operator, whose last tensor is the output. */
function fileOf(
  op: string,
  tensors: readonly TensorToWrite[],
  given?: OperatorToWrite['options'],
): FileToWrite {
  const output = tensors.length - 1;
  const operator = {
    op,
    inputs: tensors.slice(0, -1).map((_, index) => index),
    outputs: [output],
    ...(given && { options: given }),
  };
  const inputs = operator.inputs.filter((index) => !tensors[index]?.data);
  return { tensors, operators: [operator], inputs, outputs: [output] };
}

function read(file: FileToWrite) {
  return readTfliteNow(writeTflite(file), { name: 'steps', batch: 1 }).graph;
}

/** The codes of a file's output, for codes of its inputs. */
function codesOf(file: FileToWrite, ...inputs: readonly (readonly number[])[]): number[] {
  const graph = read(file);
  const quantizationOf = (index: number) => {
    const {
      scales: [scale = 1] = [],
      zeroPoints: [zero = 0] = [],
      shape = [],
    } = file.tensors[index] ?? {};
    return { scale, zero, shape };
  };
  const given = file.inputs.map((index, i) => {
    const { scale, zero, shape } = quantizationOf(index);
    const numbers = Float32Array.from(inputs[i] ?? [], (code) => (code - zero) * scale);
    return [graph.inputs[i] ?? '', f32Tensor(shape, numbers)] as const;
  });
  const values = evaluateGraph(graph, Object.fromEntries(given));
  const { scale, zero } = quantizationOf(file.outputs[0] ?? 0);
  const real = values.get(graph.outputs[0] ?? '')?.data ?? [];
  return Array.from(real, (number) => {
    const code = number / scale + zero;
    expect(code).toBeCloseTo(Math.round(code), 4);
    return Math.round(code);
  });
}

const ROW = [1, 1, 8, 1];

describe('a convolution in steps', () => {
  const conv = (x: TensorToWrite, w: TensorToWrite, bias: TensorToWrite, y: TensorToWrite) =>
    fileOf('CONV_2D', [x, w, bias, y], options.conv2d());
  const weight = int8([1, 1, 1, 1], 0.5, 0, [1]);

  it('rounds ties to the even step, whatever its zero point', () => {
    const file = conv(int8(ROW, 1), weight, int32(0.5, [0]), int8(ROW, 1, 3));
    const steps = [0, 0, 2, 2, 0, 0, -2, -2];
    const codes = [0, 1, 3, 5, 0, -1, -3, -5];
    expect(codesOf(file, codes)).toEqual(steps.map((step) => step + 3));
  });

  it('rounds the product to float32 first', () => {
    // 0.1 as float32 is a little more than a tenth: in double precision 5 of them are above the tie, and as float32 they are one.
    const scale = Math.fround(0.1);
    const file = conv(
      int8(ROW, scale),
      int8([1, 1, 1, 1], 1, 0, [1]),
      int32(scale, [0]),
      int8(ROW, 1),
    );
    expect(5 * scale).toBeGreaterThan(0.5);
    expect(codesOf(file, [5, 15, 25, -5, -15, 0, 0, 0])).toEqual([0, 2, 2, 0, -2, 0, 0, 0]);
  });

  it('adds up what float32 sums of real numbers would lose', () => {
    const count = 64;
    const ones = Array.from({ length: count }, () => 127);
    const scale = 0.007;
    const file = conv(
      int8([1, 1, 1, count], scale, -128),
      int8([1, 1, 1, count], scale, 0, ones),
      int32(scale * scale, [-255 * 127 * count + 1]),
      int8([1, 1, 1, 1], scale * scale, 0),
    );
    expect(codesOf(file, ones)).toEqual([1]);
  });

  it('lets a channel of zero weights have any bias', () => {
    const file = conv(
      int8(ROW, 1),
      int8([1, 1, 1, 1], 1, 0, [0]),
      int32(1, [300_000_000]),
      int8(ROW, 2 ** 24),
    );
    expect(read(file).nodes.some(({ op }) => op === 'requantize')).toBe(true);
    expect(codesOf(file, [0, 1, 2, 3, 4, 5, 6, 7])).toEqual(Array(8).fill(18));
  });

  it('is right to the step where sums pass 2²⁴', () => {
    const count = 1024;
    const ones = Array.from({ length: count }, () => 127);
    const file = conv(
      int8([1, 1, 1, count], 1, -128),
      int8([1, 1, 1, count], 1, 0, ones),
      int32(1, [2 ** 24]),
      int8([1, 1, 1, 1], 2 ** 19),
    );
    // 255 · 127 · 1024 + 2²⁴ are 95.25 times 2¹⁹.
    expect(read(file).nodes.some(({ op }) => op === 'requantize')).toBe(true);
    expect(codesOf(file, ones)).toEqual([95]);
  });

  it('is never computed by transforms', () => {
    const weights = int8([8, 3, 3, 8], 0.1, 0, Array<number>(576).fill(3));
    const file = fileOf(
      'CONV_2D',
      [
        int8([1, 16, 16, 8], 1),
        weights,
        int32(0.1, Array<number>(8).fill(0)),
        int8([1, 16, 16, 8], 1),
      ],
      options.conv2d({ padding: 'SAME' }),
    );
    for (const engine of [undefined, 'simd'] as const) {
      const passes = inOrder(FURTHER_PASSES, { engine });
      const graph = passes.reduce((current, pass) => pass.run(current), read(file));
      const layers = graph.nodes.filter(({ op }) => op.endsWith('conv2d'));
      expect(layers).toHaveLength(1);
      expect(layers.flatMap((node) => winograd.edits(graph, node))).toEqual([]);
    }
  });

  it('keeps its steps between layers', () => {
    const [x, w, b] = [int8(ROW, 1), weight, int32(0.5, [0])];
    const layer = (input: number, output: number) => ({
      op: 'CONV_2D',
      inputs: [input, 1, 2],
      outputs: [output],
      options: options.conv2d(),
    });
    const file = {
      tensors: [x, w, b, { ...int8(ROW, 1), name: 'between' }, int8(ROW, 1)],
      operators: [layer(0, 3), layer(3, 4)],
      inputs: [0],
      outputs: [4],
    };
    const graph = read(file);
    // Real numbers of what is between are there for who asks, by the tensor's name.
    expect(graph.nodes.find(({ name }) => name === 'between')?.op).toBe('mul');
    expect(optimizeGraph(graph).nodes.map(({ op }) => op)).toEqual([
      ...['requantize', 'requantized-conv2d', 'requantized-conv2d', 'mul'],
    ]);
  });
});

describe('sums in steps', () => {
  it('round ties up', () => {
    const file = fileOf('ADD', [int8(ROW, 1), int8(ROW, 1), int8(ROW, 2)], options.add());
    const [a, b] = [
      [1, 3, -1, -3, 2, 0, 5, -5],
      [0, 0, 0, 0, 1, -1, 0, 0],
    ];
    expect(codesOf(file, a, b)).toEqual([1, 2, 0, -1, 2, 0, 3, -2]);
  });

  it('keep the order of a difference, and the limits of a function', () => {
    const tensors = [int8(ROW, 1, -3), int8(ROW, 0.5, 4), int8(ROW, 1, -10)];
    const file = fileOf('SUB', tensors, options.sub({ activation: 'RELU' }));
    const [a, b] = [
      [-3, -2, 7, 7, 0, 0, 1, -3],
      [4, 4, 4, 6, 4, 5, 4, 3],
    ];
    // 0, 1, 10, 9, 3, 2.5, 4, 0.5
    expect(codesOf(file, a, b)).toEqual([0, 1, 10, 9, 3, 3, 4, 1].map((step) => step - 10));
    expect(codesOf(file, Array(8).fill(-100), Array(8).fill(4))).toEqual(Array(8).fill(-10));
  });
});

describe('other operators in steps', () => {
  it('take means away from the code 0, not from the number 0', () => {
    const file = fileOf(
      'AVERAGE_POOL_2D',
      [int8([1, 1, 4, 1], 1, 1), int8([1, 1, 2, 1], 1, 1)],
      options.pool2d({ filter: [1, 2], strides: [1, 2] }),
    );
    expect(codesOf(file, [2, 3, -2, -3])).toEqual([3, -3]);
    expect(codesOf(file, [0, 1, 0, -1])).toEqual([1, -1]);
  });

  it('round products to the even step', () => {
    const file = fileOf('MUL', [int8(ROW, 1), int8(ROW, 0.5), int8(ROW, 1)], options.mul());
    const codes = codesOf(file, [1, 3, 5, -1, -3, 7, 2, 0], Array(8).fill(1));
    expect(codes).toEqual([0, 2, 2, 0, -2, 4, 1, 0]);
  });

  it('quantise to another scale with ties up', () => {
    const file = fileOf('QUANTIZE', [int8(ROW, 1), int8(ROW, 2)]);
    expect(codesOf(file, [1, 3, -1, -3, 5, 2, 0, -4])).toEqual([1, 2, 0, -1, 3, 1, 0, -2]);
  });

  it('pass steps on without rounding', () => {
    const file: FileToWrite = {
      tensors: [
        int8(ROW, 0.3),
        int8([1, 1, 1, 1], 1, 0, [2]),
        int32(0.3, [0]),
        int8(ROW, 0.3),
        int8([1, 1, 4, 1], 0.3),
      ],
      operators: [
        { op: 'CONV_2D', inputs: [0, 1, 2], outputs: [3], options: options.conv2d() },
        {
          op: 'MAX_POOL_2D',
          inputs: [3],
          outputs: [4],
          options: options.pool2d({ filter: [1, 2], strides: [1, 2] }),
        },
      ],
      inputs: [0],
      outputs: [4],
    };
    expect(codesOf(file, [1, 2, 3, 4, -5, -6, -7, -8])).toEqual([4, 8, -10, -14]);
    expect(optimizeGraph(read(file)).nodes.map(({ op }) => op)).toEqual([
      ...['requantize', 'requantized-conv2d', 'max-pool2d', 'mul'],
    ]);
  });

  it('compute two images as they compute each', () => {
    const file: FileToWrite = {
      tensors: [
        int8(ROW, 1),
        int8([1, 1, 1, 1], 0.5, 0, [1]),
        int32(0.5, [1]),
        int8(ROW, 1),
        int8(ROW, 1),
      ],
      operators: [
        { op: 'CONV_2D', inputs: [0, 1, 2], outputs: [3], options: options.conv2d() },
        { op: 'ADD', inputs: [3, 0], outputs: [4], options: options.add() },
      ],
      inputs: [0],
      outputs: [4],
    };
    const [first, second] = [
      [1, 2, 3, 4, 5, 6, 7, 8],
      [-1, -2, -3, -4, -5, -6, -7, 0],
    ];
    const { graph } = readTfliteNow(writeTflite(file), { name: 'steps', batch: 2 });
    const x = f32Tensor([2, 1, 8, 1], Float32Array.from([...first, ...second]));
    const y = evaluateGraph(graph, { [graph.inputs[0] ?? '']: x }).get(graph.outputs[0] ?? '');
    expect(Array.from(y?.data ?? [])).toEqual([...codesOf(file, first), ...codesOf(file, second)]);
  });
});
