// A whole network whose values are let go of.
import { describe, expect, it } from 'vitest';
import { TensorError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import { randomTensor } from '../ops/compute.fixtures';
import { evaluateGraph } from './evaluate-graph';
import { evaluateOutputs } from './evaluate-outputs';

/** x → a, and its sum with x, joined: a and x are read late. */
function network() {
  const builder = new GraphBuilder('network', 'nhwc');
  builder.input('x', [1, 2, 2, 3]);
  builder.node('activation', 'a', ['x'], { activation: 'relu' });
  builder.node('copy', 'b', ['a'], {});
  builder.node('add', 'c', ['b', 'x'], { activation: 'none' });
  builder.node('concat', 'joined', ['c', 'a'], {});
  builder.node('global-average-pool', 'mean', ['joined'], {});
  return builder.build(['mean', 'a', 'x']);
}

describe('evaluateOutputs', () => {
  const graph = network();
  const inputs = { x: randomTensor([1, 2, 2, 3], 1) };

  it('gives what evaluating the whole graph gives, and only outputs', async () => {
    let pauses = 0;
    const outputs = await evaluateOutputs(graph, inputs, async () => {
      pauses++;
    });
    const values = evaluateGraph(graph, inputs);
    expect([...outputs.keys()]).toEqual(graph.outputs);
    for (const [name, tensor] of outputs) expect(tensor).toEqual(values.get(name));
    expect(pauses).toBe(graph.nodes.length);
  });

  it('refuses an input that is missing', async () => {
    await expect(evaluateOutputs(graph, {}, async () => undefined)).rejects.toThrow(TensorError);
  });
});
