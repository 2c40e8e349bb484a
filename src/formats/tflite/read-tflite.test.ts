// Whole files as models: what their values are called, and what a batch changes.
import { describe, expect, it } from 'vitest';
import { chain } from '../../../e2e/corpus/tflite/case-parts';
import { ModelFormatError, UnsupportedError } from '../../errors';
import { readTfliteNow } from './read-now.fixtures';
import { type FileToWrite, options, type TensorToWrite, writeTflite } from './tflite.fixtures';

function read(file: FileToWrite, batch = 1) {
  return readTfliteNow(writeTflite(file), { name: 'x.tflite', batch });
}

function ones(shape: readonly number[], more: Partial<TensorToWrite> = {}): TensorToWrite {
  return { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1), ...more };
}

describe('names', () => {
  it('are those of the tensors; what an operator needs besides is named after it', () => {
    const { graph, name } = read({
      tensors: [
        { name: 'image', shape: [1, 2, 2, 3] },
        ones([4, 1, 1, 3], { name: 'conv/weights' }),
        ones([4], { name: 'conv/biases' }),
        { name: 'conv', shape: [1, 2, 2, 4] },
      ],
      operators: [
        {
          op: 'CONV_2D',
          inputs: [0, 1, 2],
          outputs: [3],
          options: options.conv2d({ activation: 'RELU6' }),
        },
      ],
      inputs: [0],
      outputs: [3],
    });
    expect([name, graph.name, graph.axisOrder]).toEqual(['x.tflite', 'x.tflite', 'nhwc']);
    expect([graph.inputs, graph.outputs]).toEqual([['image'], ['conv']]);
    expect(graph.nodes.map((node) => [node.op, node.name, node.inputs])).toEqual([
      ['conv2d', 'conv/conv', ['image', 'conv/weights', 'conv/biases']],
      ['activation', 'conv', ['conv/conv']],
    ]);
    expect(graph.nodes[1]?.attributes).toEqual({ activation: { clamp: [0, 6] } });
  });

  it('are made unique and short, but outputs keep theirs', () => {
    const file = chain(['RELU', 'RELU', 'RELU', 'RELU', 'RELU']);
    const names = ['x', 'y', 'a;b;c', '', 'a', 'y'];
    const tensors = file.tensors.map((tensor, i) => ({ ...tensor, name: names[i] ?? '' }));
    const { graph } = read({ ...file, tensors });
    expect(graph.nodes.map(({ name }) => name)).toEqual(['y#2', 'a', 'tensor_3', 'a#2', 'y']);
    const long = read({
      ...file,
      tensors: tensors.map((t, i) => (i === 5 ? { ...t, name: 'p;q' } : t)),
    });
    expect(long.graph.outputs).toEqual(['p;q']);
  });

  it('say what does not fit the sizes that somebody asked for', () => {
    const pooled = writeTflite({
      tensors: [
        { name: 'image', shape: [1, 8, 8, 3] },
        { name: 'mean', shape: [1, 1, 1, 3] },
      ],
      operators: [
        {
          op: 'AVERAGE_POOL_2D',
          inputs: [0],
          outputs: [1],
          options: options.pool2d({ filter: [8, 8], strides: [8, 8] }),
        },
      ],
      inputs: [0],
      outputs: [1],
    });
    const sized = (side: number) => () =>
      readTfliteNow(pooled, { name: 'x', batch: 1, inputs: { image: [1, side, side, 3] } });
    expect(sized(16)).not.toThrow();
    expect(sized(3)).toThrow(UnsupportedError);
    expect(sized(3)).toThrow(/"mean"\) does not fit the sizes that were asked for: .* 8×8 windows/);
    expect(sized(3)).not.toThrow(/damaged/);
  });

  it('call a file damaged that no size would mend', () => {
    const bad = { ...ones([4, 1, 1, 3]), name: 'w', data: new Float32Array(12).fill(Number.NaN) };
    const file = writeTflite({
      tensors: [{ name: 'image', shape: [1, 2, 2, 3] }, bad, { name: 'y', shape: [1, 2, 2, 4] }],
      operators: [{ op: 'CONV_2D', inputs: [0, 1], outputs: [2], options: options.conv2d() }],
      inputs: [0],
      outputs: [2],
    });
    const read = () =>
      readTfliteNow(file, { name: 'x', batch: 1, inputs: { image: [1, 4, 4, 3] } });
    expect(read).toThrow(ModelFormatError);
    expect(read).toThrow(/damaged/);
  });

  it('of outputs stay where an operator changes nothing', () => {
    const { graph } = read(chain(['RELU', 'DEQUANTIZE']));
    expect(graph.nodes.map(({ op, name }) => [op, name])).toEqual([
      ['activation', 't1'],
      ['reshape', 't2'],
    ]);
  });

  it('of constants are given once for each layout', () => {
    const file: FileToWrite = {
      tensors: [
        { shape: [1, 2, 2, 1] },
        ones([1], { name: 'c' }),
        ...Array(3).fill({ shape: [1, 2, 2, 1] }),
      ],
      operators: [
        { op: 'ADD', inputs: [0, 1], outputs: [2] },
        { op: 'SUB', inputs: [2, 1], outputs: [3] },
        { op: 'ADD', inputs: [3, 1], outputs: [4] },
      ],
      inputs: [0],
      outputs: [4],
    };
    const { graph } = read(file);
    expect([...graph.constants].map(([name, { data }]) => [name, ...data])).toEqual([
      ['c', 1],
      ['c#2', -1],
    ]);
  });
});

describe('batch', () => {
  const flat: FileToWrite = {
    tensors: [
      { shape: [1, 2, 2, 3], signature: [-1, 2, 2, 3] },
      { shape: [1, 12] },
      { shape: [1, 12] },
    ],
    operators: [
      { op: 'RESHAPE', inputs: [0], outputs: [1], options: options.reshape([-1, 12]) },
      { op: 'RELU', inputs: [1], outputs: [2] },
    ],
    inputs: [0],
    outputs: [2],
  };

  it('takes the place of the leading 1', () => {
    const { graph } = read(flat, 4);
    const shapes = ['t0', 't1', 't2'].map((name) => graph.values.get(name)?.shape);
    expect(shapes).toEqual([
      [4, 2, 2, 3],
      [4, 12],
      [4, 12],
    ]);
  });

  it.each<[string, FileToWrite]>([
    ['is made for a batch of 2, so it cannot be one of 3', chain(['RELU'], [2, 4])],
    [
      'leaves the size of axis 1 open',
      {
        ...chain(['RELU']),
        tensors: [{ shape: [1, 1, 2, 1], signature: [-1, -1, 2, 1] }, { shape: [1, 1, 2, 1] }],
      },
    ],
    [
      'makes [12], which has no axis for the images of a file made for one image',
      {
        ...flat,
        operators: [{ op: 'RESHAPE', inputs: [0], outputs: [1], options: options.reshape([12]) }],
        outputs: [1],
      },
    ],
  ])('is refused where the input %s', (message, file) => {
    expect(() => read(file, 3)).toThrow(UnsupportedError);
    expect(() => read(file, 3)).toThrow(message);
  });

  it('of the file’s own is kept where one image was asked for', () => {
    expect(read(chain(['RELU'], [2, 4])).graph.values.get('t1')?.shape).toEqual([2, 4]);
  });
});
