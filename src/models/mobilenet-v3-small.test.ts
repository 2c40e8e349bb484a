// MobileNet v3 Small as table 2 has it.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { activationName } from '../ops/elementwise/functions';
import { type MobileNetV3SmallOptions, mobilenetV3Small } from './mobilenet-v3-small';
import { countOps, shapeIn } from './models.fixtures';
import { sharedZeros } from './weights';

function build(options: MobileNetV3SmallOptions = {}) {
  return mobilenetV3Small({ weights: sharedZeros(), ...options });
}

describe('1.0 MobileNetV3-Small', () => {
  const { name, graph } = build();

  it("has table 2's sizes", () => {
    expect(name).toBe('mobilenet-v3-small-1.0');
    const names = [1, 3, 6, 8, 11].map((block) => `block${block}`);
    expect(
      ['conv1', ...names, 'conv2', 'fc1', 'prob'].map((value) => shapeIn(graph, value)),
    ).toEqual([
      [1, 112, 112, 16],
      [1, 56, 56, 16],
      [1, 28, 28, 24],
      [1, 14, 14, 40],
      [1, 14, 14, 48],
      [1, 7, 7, 96],
      [1, 7, 7, 576],
      [1, 1024],
      [1, 1000],
    ]);
  });

  it('weighs channels in 9 of 11 blocks, by 1/4 of the expanded channels in eights', () => {
    expect(countOps(graph)).toMatchObject({ conv2d: 34, mul: 9, add: 6, 'fully-connected': 20 });
    expect(
      [1, 4, 5, 7, 9, 11].map((block) => shapeIn(graph, `block${block}/reduce`).at(-1)),
    ).toEqual([8, 24, 64, 32, 72, 144]);
  });

  it('has ReLU in the first three blocks, hard-swish after them, and hard sigmoids as gates', () => {
    const activationOf = (node: string) => {
      const found = graph.nodes.find((candidate) => candidate.name === node);
      return found?.op === 'activation' ? activationName(found.attributes.activation) : found?.op;
    };
    const names = [
      'conv1',
      'block3/depthwise',
      'block4/expand',
      'block4/reduce',
      'block4/restore',
      'block4',
      'conv2',
      'fc1',
      'logits',
    ];
    expect(names.map(activationOf)).toEqual([
      'hard-swish',
      'relu',
      'hard-swish',
      'relu',
      'hard-sigmoid',
      'batch-norm',
      'hard-swish',
      'hard-swish',
      'bias-add',
    ]);
  });
});

describe('options', () => {
  it('α scales channels in eights', () => {
    const { graph, name } = build({ alpha: 0.5 });
    expect(name).toBe('mobilenet-v3-small-0.5');
    const names = ['conv1', 'block2/expand', 'block11', 'conv2', 'fc1'];
    expect(names.map((value) => shapeIn(graph, value).at(-1))).toEqual([8, 40, 48, 288, 512]);
  });

  it('set size, classes and batch', () => {
    const { graph } = build({ inputSize: 40, classes: 5, batch: 2 });
    expect(shapeIn(graph, 'block11')).toEqual([2, 2, 2, 96]);
    expect(shapeIn(graph, 'block11/gates')).toEqual([2, 1, 1, 576]);
    expect(shapeIn(graph, 'prob')).toEqual([2, 5]);
  });

  it.each<[MobileNetV3SmallOptions, string]>([
    [{ alpha: -1 }, 'alpha must be above 0, got -1.'],
    [{ inputSize: 0 }, 'inputSize, got 0.'],
    [{ classes: 0.5 }, 'classes, got 0.5.'],
    [{ batch: 0 }, 'batch, got 0.'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
