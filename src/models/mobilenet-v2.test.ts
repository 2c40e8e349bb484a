// MobileNet v2 as table 2 has it, and with other multipliers.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { RELU6 } from '../ops/elementwise/functions';
import { type MobileNetV2Options, mobilenetV2 } from './mobilenet-v2';
import { countOps, shapeIn } from './models.fixtures';
import { sharedZeros } from './weights';

function build(options: MobileNetV2Options = {}) {
  return mobilenetV2({ weights: sharedZeros(), ...options });
}

describe('1.0 MobileNetV2 at 224 pixels', () => {
  const { name, graph, classifier } = build();

  it("has table 2's sizes", () => {
    expect(name).toBe('mobilenet-v2-1.0-224');
    const ends = [1, 3, 6, 10, 13, 16, 17].map((block) => `block${block}`);
    expect(['conv1', ...ends, 'conv2', 'pool'].map((value) => shapeIn(graph, value))).toEqual([
      [1, 112, 112, 32],
      [1, 112, 112, 16],
      [1, 56, 56, 24],
      [1, 28, 28, 32],
      [1, 14, 14, 64],
      [1, 14, 14, 96],
      [1, 7, 7, 160],
      [1, 7, 7, 320],
      [1, 7, 7, 1280],
      [1, 1280],
    ]);
  });

  it('has 52 convolutions, no activation after a projection, and 10 sums', () => {
    expect(countOps(graph)).toMatchObject({
      conv2d: 52,
      'batch-norm': 52,
      add: 10,
      activation: 35,
    });
    const activations = graph.nodes.filter(({ op }) => op === 'activation');
    for (const { attributes } of activations) expect(attributes).toEqual({ activation: RELU6 });
  });

  it('does not expand in the first block', () => {
    const names = graph.nodes
      .filter(({ name: node }) => node.startsWith('block1'))
      .map((node) => node.name);
    expect(names.slice(0, 5)).toEqual([
      'block1/depthwise/conv',
      'block1/depthwise/norm',
      'block1/depthwise',
      'block1/conv',
      'block1',
    ]);
    expect(shapeIn(graph, 'block2/expand')).toEqual([1, 112, 112, 96]);
  });

  it('takes standardised RGB in NCHW', () => {
    expect(graph).toMatchObject({
      axisOrder: 'nchw',
      inputs: ['input'],
      outputs: ['logits', 'prob'],
    });
    expect(classifier?.preprocessing).toMatchObject({
      channelOrder: 'rgb',
      region: { centralSquare: 0.875 },
    });
  });
});

describe('the multipliers', () => {
  it('α scales all channels in eights, the last ones only above 1', () => {
    const channels = (alpha: number) =>
      ['conv1', 'block1', 'block3', 'block17', 'conv2'].map((layer) =>
        shapeIn(build({ alpha }).graph, layer).at(-1),
      );
    expect(channels(0.35)).toEqual([16, 8, 8, 112, 1280]);
    expect(channels(0.75)).toEqual([24, 16, 24, 240, 1280]);
    expect(channels(1.4)).toEqual([48, 24, 32, 448, 1792]);
    expect(build({ alpha: 0.35 }).name).toBe('mobilenet-v2-0.35-224');
  });

  it('ρ sets the size of the input', () => {
    expect(shapeIn(build({ rho: 96 }).graph, 'input')).toEqual([1, 96, 96, 3]);
    expect(shapeIn(build({ rho: 0.571 }).graph, 'block17')).toEqual([1, 4, 4, 320]);
  });

  it('classes and batch run through', () => {
    expect(shapeIn(build({ classes: 3, batch: 2, rho: 32 }).graph, 'prob')).toEqual([2, 3]);
  });

  it.each<[MobileNetV2Options, string]>([
    [{ alpha: 0 }, 'alpha must be above 0, got 0.'],
    [{ alpha: Number.NaN }, 'alpha must be above 0, got NaN.'],
    [{ rho: 1.5 }, 'whole pixels above 1, got 1.5.'],
    [{ rho: -1 }, 'whole pixels above 1, got -1.'],
    [{ classes: 0 }, 'classes, got 0.'],
    [{ batch: 1.5 }, 'batch, got 1.5.'],
  ])('%o are refused', (options, message) => {
    expect(() => build(options)).toThrow(GraphError);
    expect(() => build(options)).toThrow(message);
  });
});
