// The reference as users run it.
import { describe, expect, it } from 'vitest';
import { TensorError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import type { Model } from '../graph/model';
import type { AxisOrder } from '../tensor/layout';
import { runReference } from './run-reference';

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
