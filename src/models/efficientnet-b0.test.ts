// EfficientNet-B0 as table 1 has it.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import type { ClassifierOptions } from './classifier';
import { efficientnetB0 } from './efficientnet-b0';
import { countOps, shapeIn } from './models.fixtures';
import { sharedZeros } from './weights';

function build(options: ClassifierOptions = {}) {
  return efficientnetB0({ weights: sharedZeros(), ...options });
}

describe('EfficientNet-B0', () => {
  const { name, graph, classifier } = build();

  it("has table 1's sizes", () => {
    expect(name).toBe('efficientnet-b0');
    const ends = [1, 3, 5, 8, 11, 15, 16].map((block) => `block${block}`);
    expect(['conv1', ...ends, 'conv2', 'prob'].map((value) => shapeIn(graph, value))).toEqual([
      [1, 112, 112, 32],
      [1, 112, 112, 16],
      [1, 56, 56, 24],
      [1, 28, 28, 40],
      [1, 14, 14, 80],
      [1, 14, 14, 112],
      [1, 7, 7, 192],
      [1, 7, 7, 320],
      [1, 7, 7, 1280],
      [1, 1000],
    ]);
  });

  it('weighs channels in every block, by 1/4 of its input channels', () => {
    expect(countOps(graph)).toMatchObject({ conv2d: 49, mul: 16, add: 9, 'fully-connected': 33 });
    expect([1, 2, 3, 4, 16].map((block) => shapeIn(graph, `block${block}/reduce`).at(-1))).toEqual([
      8, 4, 6, 6, 48,
    ]);
  });

  it('has SiLU after all but projections, and sigmoids as gates', () => {
    const kinds = graph.nodes.flatMap((node) =>
      node.op === 'activation' ? [String(node.attributes.activation)] : [],
    );
    const count = (kind: string) => kinds.filter((found) => found === kind).length;
    expect([count('silu'), count('sigmoid'), kinds.length]).toEqual([1 + 15 + 16 + 16 + 1, 16, 65]);
  });

  it('takes standardised RGB in NCHW', () => {
    expect(graph).toMatchObject({
      axisOrder: 'nchw',
      inputs: ['input'],
      outputs: ['logits', 'prob'],
    });
    expect(classifier?.labels).toBe('imagenet-1000');
  });
});

describe('options', () => {
  it('set size, classes and batch', () => {
    const { graph } = build({ inputSize: 40, classes: 5, batch: 2 });
    expect(shapeIn(graph, 'block16')).toEqual([2, 2, 2, 320]);
    expect(shapeIn(graph, 'prob')).toEqual([2, 5]);
  });

  it.each<[ClassifierOptions, string]>([
    [{ inputSize: 0 }, 'inputSize, got 0.'],
    [{ classes: 0.5 }, 'classes, got 0.5.'],
    [{ batch: 0 }, 'batch, got 0.'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
