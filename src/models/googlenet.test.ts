// GoogLeNet as table 1 has it, with the batch normalisations and windows of the network that PyTorch has weights for.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { costOfGraph } from '../graph/cost';
import { type GoogLeNetOptions, googlenet } from './googlenet';
import { countOps, shapeIn } from './models.fixtures';
import { sharedZeros } from './weights';

function build(options: GoogLeNetOptions = {}) {
  return googlenet({ weights: sharedZeros(), ...options });
}

describe('GoogLeNet', () => {
  const { name, graph } = build();

  it("has table 1's sizes", () => {
    expect(name).toBe('googlenet');
    const layers = ['conv1', 'pool1', 'conv3', 'pool2', 'pool3', 'pool4', 'pool', 'prob'];
    expect(layers.map((value) => shapeIn(graph, value))).toEqual([
      [1, 112, 112, 64],
      [1, 56, 56, 64],
      [1, 56, 56, 192],
      [1, 28, 28, 192],
      [1, 14, 14, 480],
      [1, 7, 7, 832],
      [1, 1024],
      [1, 1000],
    ]);
    const modules = ['3a', '3b', '4a', '4b', '4c', '4d', '4e', '5a', '5b'];
    expect(modules.map((module) => shapeIn(graph, `inception${module}/concat`).at(-1))).toEqual([
      256, 480, 512, 512, 512, 528, 832, 832, 1024,
    ]);
  });

  it('joins four branches in each of nine modules', () => {
    expect(countOps(graph)).toMatchObject({
      conv2d: 57,
      'batch-norm': 57,
      concat: 9,
      'max-pool2d': 13,
    });
    const concat = graph.nodes.find((node) => node.name === 'inception3a/concat');
    expect(concat?.inputs).toEqual(
      ['1x1', '3x3', '5x5', 'pool_proj'].map((branch) => `inception3a/${branch}`),
    );
  });
});

describe('options', () => {
  it('wide windows can be of 5×5, as in the paper: 380,928 parameters more', () => {
    const { graph } = build({ wideKernel: 5 });
    expect(shapeIn(graph, 'inception3a/5x5.w')).toEqual([32, 16, 5, 5]);
    expect(shapeIn(graph, 'inception5b/concat')).toEqual([1, 7, 7, 1024]);
    // 16 taps more for each pair of channels.
    const pairs = 16 * 32 + 32 * 96 + 16 * 48 + 24 * 64 * 2 + 32 * 64 + 32 * 128 * 2 + 48 * 128;
    expect(costOfGraph(graph).parameters).toBe(6_624_904 + 16 * pairs);
  });

  it('set size, classes and batch', () => {
    const { graph, classifier } = build({ inputSize: 64, classes: 5, batch: 2 });
    expect(shapeIn(graph, 'inception5b/concat')).toEqual([2, 2, 2, 1024]);
    expect(shapeIn(graph, 'prob')).toEqual([2, 5]);
    expect(classifier?.labels).toBeNull();
  });

  it.each<[GoogLeNetOptions, string]>([
    [{ wideKernel: 4 as 3 }, 'windows are of 3 or 5 pixels, got 4.'],
    [{ inputSize: 0 }, 'inputSize, got 0.'],
    [{ classes: 0.5 }, 'classes, got 0.5.'],
    [{ batch: 0 }, 'batch, got 0.'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
