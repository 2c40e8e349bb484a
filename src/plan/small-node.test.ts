// Nodes of networks on few pixels: their plans do what the network's do, with less.
import { describe, expect, it } from 'vitest';
import { storageOf, valueNamed } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { mobilenetV1 } from '../models/mobilenet-v1';
import { squeezenet } from '../models/squeezenet';
import { pixelsOf } from '../tensor/tensor';
import { callOf } from './build-plan';
import { runNull } from './null-executor.fixtures';
import { rankedGraph } from './plan.fixtures';
import { pipelineKey } from './program';
import { scheduleGraph } from './schedule';
import { selectKernel } from './select-kernel';
import { smallNode } from './small-node';
import { plainTarget } from './target.fixtures';

const target = plainTarget('software');

describe.each([squeezenet({}), mobilenetV1({ alpha: 0.5 })])('$name', (model) => {
  const { graph, plan } = scheduleGraph(rankedGraph(model), target, { kernels: ALL_KERNELS });
  const smallNodes = graph.nodes.map((node, index) => {
    const selection = selectKernel(callOf(graph, node), target, ALL_KERNELS);
    const pipeline = plan.pipelines[plan.steps[index]?.pipeline ?? -1];
    if (!selection || !pipeline) throw new Error(`"${node.name}" is not planned.`);
    return { node, pipeline, small: smallNode(graph, node, selection, pipeline, target, null) };
  });

  it('has each node by the same pipeline', () => {
    for (const { pipeline, small } of smallNodes) {
      expect(small.plan.pipelines.map(pipelineKey)).toEqual([pipelineKey(pipeline)]);
      expect(runNull(small.plan).dispatches).toHaveLength(1);
    }
  });

  it('has maps of odd sizes', () => {
    const windows = smallNodes.filter(({ node }) => node.op === 'conv2d');
    expect(windows.length).toBeGreaterThan(10);
    for (const { node, small } of windows) {
      const { shape } = valueNamed(small.graph, node.inputs[0] ?? '');
      expect(pixelsOf(shape)).toBeLessThan(400);
      expect([(shape[1] ?? 0) % 2, (shape[2] ?? 0) % 2]).toEqual([1, 1]);
    }
  });

  it('keeps the channels at which values lie, and can fill and read all of them', () => {
    for (const { node, small } of smallNodes) {
      for (const name of [...node.inputs, ...node.outputs]) {
        if (graph.constants.has(name)) continue;
        const { root, channelOffset } = storageOf(small.graph, name);
        expect(channelOffset).toBe(storageOf(graph, name).channelOffset);
        expect(valueNamed(small.graph, root).shape.at(-1)).toBe(
          valueNamed(graph, root).shape.at(-1),
        );
        expect(small.plan.inputs.map(({ name: each }) => each)).toContain(root);
        expect(small.plan.outputs.map(({ name: each }) => each)).toContain(name);
      }
    }
  });
});
