// MobileNet v1 as the paper's table 1 has it, with other multipliers, and in the variants of tables 4 and 5.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import { RELU6 } from '../ops/elementwise/functions';
import { type MobileNetV1Options, mobilenetV1 } from './mobilenet-v1';
import { sharedZeros } from './weights';

function build(options: MobileNetV1Options = {}) {
  return mobilenetV1({ weights: sharedZeros(), ...options });
}

/** Names and NHWC shapes of all convolutions, in order. */
function layersOf({ nodes, values }: Graph): (readonly [string, readonly number[]])[] {
  return nodes
    .filter(({ op }) => op === 'conv2d')
    .map(({ name }) => [name.replace('/conv', ''), values.get(name)?.shape ?? []]);
}

function shapeOf(graph: Graph, name: string): readonly number[] {
  return valueNamed(graph, name).shape;
}

describe('1.0 MobileNet-224', () => {
  const { name, graph, classifier } = build();

  it("has table 1's sizes after every layer", () => {
    const blocks: [side: number, dwSide: number, inputs: number, outputs: number][] = [
      [112, 112, 32, 64],
      [56, 56, 64, 128],
      [56, 56, 128, 128],
      [28, 28, 128, 256],
      [28, 28, 256, 256],
      [14, 14, 256, 512],
      ...Array<[number, number, number, number]>(5).fill([14, 14, 512, 512]),
      [7, 7, 512, 1024],
      [7, 7, 1024, 1024],
    ];
    expect(layersOf(graph)).toEqual([
      ['conv1', [1, 112, 112, 32]],
      ...blocks.flatMap(([side, dwSide, inputs, outputs], i) => [
        [`conv_dw_${i + 1}`, [1, dwSide, dwSide, inputs]],
        [`conv_pw_${i + 1}`, [1, side, side, outputs]],
      ]),
    ]);
    const ends = ['input', 'pool', 'logits', 'prob'].map((value) => shapeOf(graph, value));
    expect(ends).toEqual([
      [1, 224, 224, 3],
      [1, 1024],
      [1, 1000],
      [1, 1000],
    ]);
  });

  it('has one filter per channel, then 1×1 filters, then a matrix', () => {
    const names = ['conv1.w', 'conv_dw_2.w', 'conv_pw_2.w', 'fc.w', 'fc.b'];
    expect(names.map((constant) => shapeOf(graph, constant))).toEqual([
      [32, 3, 3, 3],
      [64, 1, 3, 3],
      [128, 64, 1, 1],
      [1000, 1024],
      [1000],
    ]);
    const groups = graph.nodes.flatMap((node) =>
      node.op === 'conv2d' ? [node.attributes.groups] : [],
    );
    expect(groups.slice(0, 5)).toEqual([1, 32, 1, 64, 1]);
  });

  it('pads as TensorFlow does: at the bottom and right where an even size is halved', () => {
    const padsOf = (layer: string) => {
      const node = graph.nodes.find((candidate) => candidate.name === `${layer}/conv`);
      return node?.op === 'conv2d' ? Object.values(node.attributes.pads) : [];
    };
    expect(padsOf('conv1')).toEqual([0, 0, 1, 1]);
    expect(padsOf('conv_dw_1')).toEqual([1, 1, 1, 1]);
    expect(padsOf('conv_dw_12')).toEqual([0, 0, 1, 1]);
    expect(padsOf('conv_pw_12')).toEqual([0, 0, 0, 0]);
  });

  it('ends each of its 27 convolutions in a ReLU6 of its own', () => {
    const activations = graph.nodes.filter(({ op }) => op === 'activation');
    expect(activations).toHaveLength(27);
    for (const { attributes } of activations) expect(attributes).toEqual({ activation: RELU6 });
  });

  it('takes NHWC pictures from −1 to 1 and gives logits and probabilities', () => {
    expect(name).toBe('mobilenet-v1-1.0-224');
    expect(graph).toMatchObject({
      axisOrder: 'nhwc',
      inputs: ['input'],
      outputs: ['logits', 'prob'],
    });
    const whole = { width: 224, height: 224 };
    expect(classifier).toEqual({
      preprocessing: {
        region: { centralSquare: 0.875 },
        resize: whole,
        crop: whole,
        channelOrder: 'rgb',
        mean: [127.5, 127.5, 127.5],
        scale: 1 / 127.5,
      },
      probabilities: 'prob',
      labels: 'imagenet-1000',
      background: false,
    });
  });
});

describe('the width multiplier', () => {
  it('scales every layer but the last', () => {
    const halved = layersOf(build().graph).map(([name, [n, h, w, c = 0]]) => [
      name,
      [n, h, w, c / 2],
    ]);
    expect(layersOf(build({ alpha: 0.5 }).graph)).toEqual(halved);
    expect(shapeOf(build({ alpha: 0.5 }).graph, 'prob')).toEqual([1, 1000]);
    expect(build({ alpha: 0.25 }).name).toBe('mobilenet-v1-0.25-224');
  });

  it('rounds down, and leaves at least 8 channels', () => {
    const { graph } = build({ alpha: 0.13 });
    const names = ['conv1', 'conv_pw_1', 'conv_pw_2', 'conv_pw_13'];
    expect(names.map((name) => shapeOf(graph, name).at(-1))).toEqual([8, 8, 16, 133]);
  });

  it.each([0, -0.5, 1.01, 2, Number.NaN])('is refused at %s', (alpha) => {
    expect(() => build({ alpha })).toThrow(GraphError);
    expect(() => build({ alpha })).toThrow(`alpha must be in (0, 1], got ${alpha}.`);
  });
});

describe('the resolution multiplier', () => {
  it.each([
    [1, 224],
    [0.857, 192],
    [0.714, 160],
    [0.571, 128],
    [192, 192],
    [225, 225],
    [1.0, 224],
  ])('%s gives an input of %s pixels', (rho, side) => {
    const { name, graph, classifier } = build({ rho });
    expect(shapeOf(graph, 'input')).toEqual([1, side, side, 3]);
    expect(shapeOf(graph, 'conv1').slice(1, 3)).toEqual([Math.ceil(side / 2), Math.ceil(side / 2)]);
    expect(name).toBe(`mobilenet-v1-1.0-${side}`);
    expect(classifier?.preprocessing.crop).toEqual({ width: side, height: side });
  });

  it.each([0, -1, 0.001, 1.5, 200.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'is refused at %s',
    (rho) => {
      expect(() => build({ rho })).toThrow(GraphError);
      expect(() => build({ rho })).toThrow(`whole pixels above 1, got ${rho}.`);
    },
  );
});

describe('the variants that the paper compares with', () => {
  it('full convolutions keep strides and outputs of every block', () => {
    const { name, graph } = build({ separable: false });
    const pointwise = layersOf(build().graph).filter(([layer]) => layer.startsWith('conv_pw'));
    const full = layersOf(graph);
    expect(name).toBe('mobilenet-v1-1.0-224-full');
    expect(full).toHaveLength(14);
    expect(full.slice(1)).toEqual(
      pointwise.map(([layer, shape]) => [layer.replace('_pw', ''), shape]),
    );
    expect(shapeOf(graph, 'conv_4.w')).toEqual([256, 128, 3, 3]);
  });

  it('the shallow one lacks the five blocks of 14×14×512', () => {
    const { name, graph } = build({ shallow: true });
    const channels = layersOf(graph)
      .filter(([layer]) => layer.startsWith('conv_pw'))
      .map(([, shape]) => shape.at(-1));
    expect(name).toBe('mobilenet-v1-1.0-224-shallow');
    expect(channels).toEqual([64, 128, 128, 256, 256, 512, 1024, 1024]);
  });
});

describe('other options', () => {
  it('classes set the outputs, and leave them without names', () => {
    const { graph, classifier } = build({ classes: 10 });
    expect(shapeOf(graph, 'fc.w')).toEqual([10, 1024]);
    expect(shapeOf(graph, 'prob')).toEqual([1, 10]);
    expect(classifier?.labels).toBeNull();
  });

  it('a batch runs through the whole network', () => {
    const { graph } = build({ batch: 3, rho: 32 });
    for (const name of ['input', 'conv_dw_7', 'pool', 'prob']) {
      expect(shapeOf(graph, name)[0], name).toBe(3);
    }
  });

  it.each([{ classes: 0 }, { classes: 2.5 }, { batch: 0 }, { batch: 1.5 }])(
    '%o are refused',
    (options) => {
      expect(() => build(options)).toThrow(GraphError);
      expect(() => build(options)).toThrow(`got ${Object.values(options)[0]}.`);
    },
  );
});
