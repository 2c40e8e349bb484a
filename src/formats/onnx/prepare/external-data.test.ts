// Weights in files beside the model.

import { PbfWriter } from 'pbf';
import { describe, expect, it } from 'vitest';
import {
  LimitError,
  ModelFormatError,
  UnsupportedError,
  WeightsUnavailableError,
} from '../../../errors';
import { evaluateGraph } from '../../../reference/evaluate-graph';
import { f32Tensor } from '../../../tensor/tensor';
import { ALL_OPS } from '../all-ops';
import { convertModel } from '../convert-model';
import { decodeOnnx } from '../decode-model';
import { node, onnxFile } from '../onnx-file.fixtures';
import type { OnnxModel } from '../onnx-model';
import { tensorOf } from '../onnx-parts.fixtures';
import { withExternalData } from './external-data';

/** A StringStringEntryProto. */
function entry(key: string, value: string): Uint8Array {
  const pbf = new PbfWriter();
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
  return new Uint8Array(pbf.finish());
}

/** y = x + w, whose weights lie in another file. */
function modelWith(place: Readonly<Record<string, string>>): OnnxModel {
  const file = onnxFile({
    nodes: [node('Add', ['x', 'w'], 'y')],
    inputs: { x: [1, 3] },
    outputs: { y: null },
    initializers: [tensorOf({ name: 'w', dims: [3], numbers: [0, 0, 0] })],
  });
  const { graph, ...model } = decodeOnnx(file);
  const externalData = Object.entries(place).map(([key, value]) => entry(key, value));
  const initializers = graph.initializers.map((tensor) => ({
    ...tensor,
    ...{ raw: null, numbers: [], isExternal: true, externalData },
  }));
  return { ...model, graph: { ...graph, initializers } };
}

const FILE = new Uint8Array(Float32Array.of(7, 1, 2, 3).buffer);
const OPTIONS = { name: 'test', batch: 1, byteLength: 2 ** 10 };

describe('external data', () => {
  it.each([
    [{ location: 'weights/w.bin', offset: '4', length: '12' }],
    [{ location: 'weights/w.bin', offset: '4' }],
  ])('is read from %j', async (place) => {
    const asked: string[] = [];
    const { model, byteLength } = await withExternalData(modelWith(place), async (name) => {
      asked.push(name);
      return FILE;
    });
    const { graph } = convertModel(model, OPTIONS, ALL_OPS);
    const values = evaluateGraph(graph, { x: f32Tensor([1, 3], Float32Array.of(10, 20, 30)) });
    expect([...(values.get('y')?.data ?? [])]).toEqual([11, 22, 33]);
    expect(asked).toEqual(['weights/w.bin']);
    expect(byteLength).toBe(FILE.byteLength);
  });

  it('is read for the tensor of a Constant', async () => {
    const place = { location: 'w.bin', offset: '4' };
    const { graph, ...rest } = modelWith(place);
    const [w] = graph.initializers;
    if (!w) throw new RangeError('There is no tensor.');
    const constant = {
      ...{
        name: 'constant',
        opType: 'Constant',
        domain: '',
        inputs: [],
        outputs: ['w'],
        offset: 0,
      },
      attributes: [{ name: 'value', t: { ...w, name: '' } }],
    };
    const moved = { ...graph, nodes: [constant, ...graph.nodes], initializers: [] };
    const { model } = await withExternalData({ ...rest, graph: moved }, async () => FILE);
    const read = convertModel(model, OPTIONS, ALL_OPS);
    expect([...read.graph.constants.values()].map(({ data }) => [...data])).toEqual([[1, 2, 3]]);
  });

  it("is read from Node's buffers, which may be parts of others", async () => {
    const buffer = Buffer.concat([Buffer.alloc(4), FILE]).subarray(4);
    const place = { location: 'w.bin', offset: '4' };
    const { model } = await withExternalData(modelWith(place), async () => buffer);
    const { graph } = convertModel(model, OPTIONS, ALL_OPS);
    expect([...graph.constants.values()].map(({ data }) => [...data])).toEqual([[1, 2, 3]]);
  });

  it('is refused by the names of tensor and file without a way to read it', async () => {
    const reading = withExternalData(modelWith({ location: 'w.bin' }));
    await expect(reading).rejects.toThrow(UnsupportedError);
    await expect(reading).rejects.toThrow(/"w" keeps its numbers in another file, "w.bin"/);
  });

  it.each([
    [new Error('there is no such file.'), WeightsUnavailableError],
    [new WeightsUnavailableError('there is no such file'), WeightsUnavailableError],
    ['there is no such file', WeightsUnavailableError],
  ])('is unavailable by the name of the file where %s', async (thrown, type) => {
    const reading = withExternalData(modelWith({ location: 'w.bin' }), () =>
      Promise.reject(thrown),
    );
    await expect(reading).rejects.toThrow(type);
    await expect(reading).rejects.toThrow(
      'weights in the file "w.bin", which cannot be read: there is no such file.',
    );
    await expect(reading).rejects.toMatchObject({ cause: thrown });
  });

  it('leaves a limit, and what ended the reading, as they are', async () => {
    const limit = new LimitError('too long', { limit: 'maxBytes', needed: 2, available: 1 });
    const place = { location: 'w.bin' };
    await expect(withExternalData(modelWith(place), () => Promise.reject(limit))).rejects.toBe(
      limit,
    );
    const reason = new Error('the user left');
    const reading = withExternalData(
      modelWith(place),
      () => Promise.reject(new Error('whatever an abort makes of it')),
      AbortSignal.abort(reason),
    );
    await expect(reading).rejects.toBe(reason);
  });

  it.each([
    [{ location: '../w.bin' }, /no file beside the model/],
    [{ location: '/etc/w.bin' }, /no file beside the model/],
    [{ location: 'https://example.com/w.bin' }, /no file beside the model/],
    [
      { location: 'w.bin', offset: '8', length: '12' },
      /needs bytes 8 to 20 of "w.bin", which has 16/,
    ],
    [{ location: 'w.bin', offset: '-4' }, /needs bytes -4/],
  ])('is refused at %j', async (place, words) => {
    const reading = withExternalData(modelWith(place), async () => FILE);
    await expect(reading).rejects.toThrow(ModelFormatError);
    await expect(reading).rejects.toThrow(words);
  });
});
