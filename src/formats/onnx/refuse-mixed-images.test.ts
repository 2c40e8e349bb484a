// Files for one image that are asked for a batch.
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../../errors';
import { valueNamed } from '../../graph/graph';
import { integers, node, onnxFile, weights } from './onnx-file.fixtures';
import type { OnnxNode } from './onnx-model';
import { readOnnx } from './read-onnx';

const read = (
  nodes: readonly OnnxNode[],
  first: number | string,
  initializers = [integers('s', 1, 8, -1)],
) => {
  const bytes = onnxFile({
    nodes: [...nodes],
    inputs: { x: [first, 8, 4, 4] },
    outputs: { y: null },
    initializers,
  });
  return readOnnx(bytes, { name: 'test', batch: 2 });
};

describe('a batch of a file for one image', () => {
  it.each<[string, OnnxNode[]]>([
    ['a reshape that merges images', [node('Reshape', ['x', 's'], 'y')]],
    [
      'a reshape there and back, with a mean between',
      [
        node('Reshape', ['x', 's'], 'a'),
        node('ReduceMean', ['a'], 'b', [{ name: 'axes', ints: [2] }]),
        node('Relu', ['b'], 'y'),
      ],
    ],
    ['a mean over images', [node('ReduceMean', ['x'], 'y', [{ name: 'axes', ints: [0] }])]],
    ['a softmax over images', [node('Softmax', ['x'], 'y', [{ name: 'axis', i: 0 }])]],
  ])('is refused with %s', async (_, nodes) => {
    await expect(read(nodes, 1)).rejects.toThrow(UnsupportedError);
    await expect(read(nodes, 1)).rejects.toThrow(/made for one image: ".*" would mix the 2/);
  });

  it('is refused with a shape that holds for one', async () => {
    const nodes = [node('Reshape', ['x', 's'], 'y')];
    const reading = read(nodes, 1, [integers('s', 1, 128)]);
    await expect(reading).rejects.toThrow(UnsupportedError);
    await expect(reading).rejects.toThrow(/made for one image: ".*" has no place for 2/);
  });

  it('is read where images stay apart', async () => {
    const nodes = [
      node('Conv', ['x', 'w'], 'a'),
      node('Flatten', ['a'], 'b'),
      node('Softmax', ['b'], 'y', [{ name: 'axis', i: 1 }]),
    ];
    const { graph } = await read(nodes, 1, [weights('w', 3, 8, 1, 1)]);
    expect(valueNamed(graph, 'y').shape).toEqual([2, 48]);
  });

  it('is left to the file where its batch is open', async () => {
    const { graph } = await read([node('Reshape', ['x', 's'], 'y')], 'n');
    expect(valueNamed(graph, 'y').shape).toEqual([1, 8, 32]);
  });
});
