// Composites: the operators of another subgraph take their place, whatever they are called.
import { describe, expect, it } from 'vitest';
import { valueNamed } from '../../graph/graph';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { f32Tensor } from '../../tensor/tensor';
import { readTflite } from './read-tflite';
import { type FileToWrite, options, type SubgraphToWrite, writeTflite } from './tflite.fixtures';

const ROW = { shape: [1, 3] };
const HALF = { shape: [1], data: Float32Array.of(0.5) };

/** (x + y) · 0.5, as subgraph 1. */
const MEAN: SubgraphToWrite = {
  tensors: [ROW, ROW, ROW, HALF, ROW],
  operators: [
    { op: 'ADD', inputs: [0, 1], outputs: [2], options: options.add() },
    { op: 'MUL', inputs: [2, 3], outputs: [4], options: options.mul() },
  ],
  inputs: [0, 1],
  outputs: [4],
};

function composite(inputs: readonly number[], outputs: readonly number[], body: number) {
  return { op: 'STABLEHLO_COMPOSITE', inputs, outputs, body };
}

/** Two inputs, and a composite of them. */
function file(bodies: readonly SubgraphToWrite[], more: Partial<FileToWrite> = {}): FileToWrite {
  return {
    tensors: [{ ...ROW, name: 'x' }, { ...ROW, name: 'y' }, { ...ROW, name: 'z' }, ROW],
    operators: [composite([0, 1], [2], 1)],
    inputs: [0, 1],
    outputs: [2],
    bodies,
    ...more,
  };
}

async function run(given: FileToWrite): Promise<number[][]> {
  const { graph } = await readTflite(writeTflite(given), { name: 'case', batch: 1 });
  const numbers = [
    [1, 2, 3],
    [5, 0, -3],
  ];
  const feeds = graph.inputs.map((name, i) => {
    const { shape } = valueNamed(graph, name);
    return [name, f32Tensor(shape, Float32Array.from(numbers[i] ?? []))] as const;
  });
  const values = evaluateGraph(graph, Object.fromEntries(feeds));
  return graph.outputs.map((name) => Array.from(values.get(name)?.data ?? []));
}

describe('a composite', () => {
  it('is computed by its subgraph, and keeps the name of what it writes', async () => {
    expect(await run(file([MEAN]))).toEqual([[3, 1, 0]]);
    const { graph } = await readTflite(writeTflite(file([MEAN])), { name: 'case', batch: 1 });
    expect(graph.outputs).toEqual(['z']);
  });

  it('may be there several times, and read what another one writes', async () => {
    const operators = [composite([0, 1], [3], 1), composite([3, 0], [2], 1)];
    expect(await run(file([MEAN], { operators }))).toEqual([[2, 1.5, 1.5]]);
  });

  it('may be made of composites', async () => {
    const twice: SubgraphToWrite = {
      tensors: [ROW, ROW, ROW, ROW],
      operators: [composite([0, 1], [2], 2), composite([2, 2], [3], 2)],
      inputs: [0, 1],
      outputs: [3],
    };
    expect(await run(file([twice, MEAN]))).toEqual([[3, 1, 0]]);
  });

  it('may pass on what it reads, and give a constant', async () => {
    const passing: SubgraphToWrite = {
      tensors: [ROW, ROW, { shape: [1, 3], data: Float32Array.of(1, 10, 100) }],
      operators: [],
      inputs: [0, 1],
      outputs: [1, 2],
    };
    const given = file([passing], {
      tensors: [ROW, ROW, ROW, ROW, ROW],
      operators: [
        composite([0, 1], [2, 3], 1),
        { op: 'ADD', inputs: [2, 3], outputs: [4], options: options.add() },
      ],
      outputs: [4],
    });
    expect(await run(given)).toEqual([[6, 10, 97]]);
    await expect(run(file([{ ...passing, outputs: [1] }]))).rejects.toThrow(
      'has an output that a STABLEHLO_COMPOSITE only passes on',
    );
  });

  it('gives one value twice', async () => {
    const both = { ...MEAN, outputs: [4, 4] };
    const given = file([both], {
      operators: [
        composite([0, 1], [3, 4], 1),
        { op: 'ADD', inputs: [3, 4], outputs: [2], options: options.add() },
      ],
      tensors: [ROW, ROW, ROW, ROW, ROW],
    });
    expect(await run(given)).toEqual([[6, 2, 0]]);
  });

  it.each([
    ['does not fit subgraph 1', [{ ...MEAN, outputs: [4, 2] }]],
    [
      'does not fit subgraph 1',
      [{ ...MEAN, tensors: [{ ...ROW, type: 'INT32' }, ROW, ROW, HALF, ROW] }],
    ],
    ['has no subgraph 1, only 1', []],
    ['is made of itself', [{ ...MEAN, operators: [composite([0, 1], [4], 1)] }]],
  ])('is refused where it %s', async (says, bodies: readonly SubgraphToWrite[]) => {
    await expect(run(file(bodies))).rejects.toThrow(says);
  });

  it('says which subgraph it is', async () => {
    const operators = [{ op: 'STABLEHLO_COMPOSITE', inputs: [0, 1], outputs: [2] }];
    await expect(run(file([MEAN], { operators }))).rejects.toThrow(
      'does not say which subgraph computes it',
    );
  });

  it('is not doubled without end', async () => {
    const doubled = (body: number): SubgraphToWrite => ({
      tensors: [ROW, ROW, ROW, ROW],
      operators: [composite([0, 1], [2], body), composite([2, 1], [3], body)],
      inputs: [0, 1],
      outputs: [3],
    });
    // A file may be read as often as it is long.
    const long = { shape: [2 ** 16], data: new Float32Array(2 ** 16) };
    const last = { ...MEAN, tensors: [...MEAN.tensors, long] };
    const bodies = [...Array.from({ length: 30 }, (_, i) => doubled(i + 2)), last];
    await expect(run(file(bodies))).rejects.toThrow(/tensors that operators name/);
  });

  it('names an operator inside that is not here', async () => {
    const strange = { ...MEAN, operators: [{ op: 'RFFT2D', inputs: [0, 1], outputs: [4] }] };
    await expect(run(file([strange]))).rejects.toThrow('does not have: RFFT2D');
  });
});
