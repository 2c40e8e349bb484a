// Files to models and raw tensors to inputs, without a GPU.
import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import { ModelFormatError, TensorError, UnsupportedError } from '../errors';
import { node, onnxFile } from '../formats/onnx/onnx-file.fixtures';
import { writeTflite } from '../formats/tflite/tflite.fixtures';
import { GraphBuilder } from '../graph/builder';
import { type Graph, valueNamed } from '../graph/graph';
import type { AxisOrder } from '../tensor/layout';
import { nhwcInputs, readModel } from './read-model';

/** The mean of pictures [1, 2, 2, 2]. */
function meanGraph(order: AxisOrder = 'nchw'): Graph {
  const builder = new GraphBuilder('mean', order);
  builder.input('data', [1, 2, 2, 2]);
  builder.node('activation', 'relu', ['data'], { activation: 'relu' });
  builder.node('global-average-pool', 'mean', ['relu'], {});
  return builder.build(['mean', 'relu']);
}

/** A protobuf message. */
type Message = readonly (readonly [field: number, value: number | string | Message])[];

function bytesOf(message: Message): Uint8Array {
  const pbf = new PbfWriter();
  for (const [field, value] of message) {
    if (typeof value === 'number') pbf.writeVarintField(field, value);
    else if (typeof value === 'string') pbf.writeStringField(field, value);
    else pbf.writeBytesField(field, bytesOf(value));
  }
  return new Uint8Array(pbf.finish());
}

/** A ValueInfoProto of three numbers. */
const threeNumbers = (name: string): Message => [
  [1, name],
  [
    2,
    [
      [
        1,
        [
          [1, 1],
          [2, [[1, [[1, 3]]]]],
        ],
      ],
    ],
  ],
];

/** ONNX: y = x + w, where the numbers of w are in the file w.bin. */
const WEIGHTS_ELSEWHERE = bytesOf([
  [1, 8],
  [8, [[2, 13]]],
  [
    7,
    [
      [
        1,
        [
          [1, 'x'],
          [1, 'w'],
          [2, 'y'],
          [4, 'Add'],
        ],
      ],
      [
        5,
        [
          [1, 3],
          [2, 1],
          [8, 'w'],
          [
            13,
            [
              [1, 'location'],
              [2, 'w.bin'],
            ],
          ],
          [14, 1],
        ],
      ],
      [11, threeNumbers('x')],
      [12, threeNumbers('y')],
    ],
  ],
]);

describe('readModel', () => {
  it.each([0, -1, 1.5, Number.NaN])('refuses a batch of %s', async (batch) => {
    const reading = readModel(new Uint8Array(8), { batch });
    await expect(reading).rejects.toThrow(RangeError);
    await expect(reading).rejects.toThrow(`positive number of images, got ${batch}`);
  });

  it('refuses an empty file, by the name of the model', async () => {
    const reading = readModel(new Uint8Array(0), { name: 'mine' });
    await expect(reading).rejects.toThrow(ModelFormatError);
    await expect(reading).rejects.toThrow('The file of "mine" is empty; get it again.');
    await expect(reading).rejects.toMatchObject({ layer: null, offset: 0 });
  });

  it('refuses a file that is something else, naming layer and offset', async () => {
    const reading = readModel(new TextEncoder().encode('<html>'.repeat(300)));
    await expect(reading).rejects.toThrow(ModelFormatError);
    await expect(reading).rejects.toThrow('The file is no model, but a web page.');
  });

  it('takes sizes that an ONNX file leaves open, and refuses those that contradict it', async () => {
    const open = onnxFile({
      nodes: [node('Relu', ['x'], 'y')],
      inputs: { x: [1, 3, 'height', 5] },
      outputs: { y: null },
    });
    const { graph } = await readModel(open, { inputs: { x: [1, 3, 4, 5] } });
    expect(valueNamed(graph, 'y').shape).toEqual([1, 4, 5, 3]);
    await expect(readModel(open)).rejects.toThrow(UnsupportedError);
    await expect(readModel(open, { inputs: { x: [1, 2, 4, 5] } })).rejects.toThrow('cannot be');
  });

  it('takes sizes that a TFLite file leaves open, and refuses a signature that it does not have', async () => {
    const open = writeTflite({
      tensors: [
        { name: 'x', shape: [1, 1, 5, 3], signature: [1, -1, 5, 3] },
        { shape: [1, 1, 5, 3] },
      ],
      operators: [{ op: 'RELU', inputs: [0], outputs: [1] }],
      ...{ inputs: [0], outputs: [1] },
    });
    const { graph } = await readModel(open, { inputs: { x: [1, 4, 5, 3] } });
    expect(valueNamed(graph, graph.outputs[0] ?? '').shape).toEqual([1, 4, 5, 3]);
    await expect(readModel(open)).rejects.toThrow(UnsupportedError);
    await expect(readModel(open, { signature: 'serve' })).rejects.toThrow('no signature "serve"');
  });

  it('asks for files beside an ONNX model', async () => {
    const asked: string[] = [];
    const { graph } = await readModel(WEIGHTS_ELSEWHERE, {
      beside: async (name) => {
        asked.push(name);
        return new Uint8Array(Float32Array.of(1, 2, 3).buffer);
      },
    });
    expect(asked).toEqual(['w.bin']);
    expect([...graph.constants.values()].map(({ data }) => [...data])).toEqual([[1, 2, 3]]);
    await expect(readModel(WEIGHTS_ELSEWHERE)).rejects.toThrow(UnsupportedError);
  });
});

describe('nhwcInputs', () => {
  it("turns data from the model's own order to NHWC", () => {
    const data = new Float32Array([1, 2, 3, 4, 10, 20, 30, 40]);
    expect(nhwcInputs(meanGraph(), { data })).toEqual({
      data: new Float32Array([1, 10, 2, 20, 3, 30, 4, 40]),
    });
  });

  it('refuses a missing input, telling what the model takes', () => {
    expect(() => nhwcInputs(meanGraph(), {})).toThrow(TensorError);
    expect(() => nhwcInputs(meanGraph(), {})).toThrow(
      'Got no Float32Array for input "data"; the model takes "data" [1, 2, 2, 2] (8 numbers, NCHW).',
    );
  });

  it('refuses an unknown input by its name', () => {
    const inputs = { data: new Float32Array(8), image: new Float32Array(8) };
    expect(() => nhwcInputs(meanGraph(), inputs)).toThrow(TensorError);
    expect(() => nhwcInputs(meanGraph(), inputs)).toThrow(
      /no input "image"; the model takes "data"/,
    );
  });

  it('refuses an input of another length, telling both', () => {
    const inputs = { data: new Float32Array(7) };
    expect(() => nhwcInputs(meanGraph(), inputs)).toThrow(TensorError);
    expect(() => nhwcInputs(meanGraph(), inputs)).toThrow(
      /Got 7 numbers for input "data".*8 numbers/,
    );
  });

  it('refuses numbers of another type', () => {
    const inputs = { data: new Float64Array(8) as unknown as Float32Array<ArrayBuffer> };
    expect(() => nhwcInputs(meanGraph(), inputs)).toThrow(TensorError);
    expect(() => nhwcInputs(meanGraph(), inputs)).toThrow(/Got no Float32Array for input "data"/);
  });
});
