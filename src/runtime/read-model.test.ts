// Files to models and raw tensors to inputs, without a GPU.
import { describe, expect, it } from 'vitest';
import { ModelFormatError, TensorError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import type { Model } from '../graph/model';
import type { AxisOrder } from '../tensor/layout';
import { nhwcInputs, readModel, runReference } from './read-model';

/** The mean of pictures [1, 2, 2, 2]. */
function meanGraph(order: AxisOrder = 'nchw'): Graph {
  const builder = new GraphBuilder('mean', order);
  builder.input('data', [1, 2, 2, 2]);
  builder.node('activation', 'relu', ['data'], { activation: 'relu' });
  builder.node('global-average-pool', 'mean', ['relu'], {});
  return builder.build(['mean', 'relu']);
}

function modelOf(graph: Graph): Model {
  return { name: 'small', graph, classifier: null };
}

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

describe('runReference', () => {
  it("gives all outputs in the model's own order", async () => {
    const data = new Float32Array([1, -2, 3, 4, 10, 20, -30, 40]);
    const outputs = await runReference(modelOf(meanGraph()), { data });
    expect(outputs.mean).toEqual({ shape: [1, 2], data: new Float32Array([2, 17.5]) });
    expect(outputs.relu).toEqual({
      shape: [1, 2, 2, 2],
      data: new Float32Array([1, 0, 3, 4, 10, 20, 0, 40]),
    });
  });

  it.each(['nchw', 'nhwc'] as const)('takes %s inputs when the call comes', async (order) => {
    const data = new Float32Array([1, -2, 3, 4, 10, 20, -30, 40]);
    const want = await runReference(modelOf(meanGraph(order)), { data });
    const computing = runReference(modelOf(meanGraph(order)), { data });
    structuredClone(data, { transfer: [data.buffer] });
    expect(await computing).toEqual(want);
  });

  it('refuses what nhwcInputs refuses', async () => {
    await expect(runReference(modelOf(meanGraph()), {})).rejects.toThrow(TensorError);
    await expect(runReference(modelOf(meanGraph()), {})).rejects.toThrow(/input "data"/);
  });
});
