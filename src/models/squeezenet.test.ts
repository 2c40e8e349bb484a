// SqueezeNet as the paper's table 1 has it, and with other hyper-parameters.
import { describe, expect, it } from 'vitest';
import { GraphError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import { type SqueezeNetOptions, squeezenet, squeezenetConvolutions } from './squeezenet';
import { sharedZeros } from './weights';

/** Shapes alone: weights do not matter here. */
function graphOf(options: SqueezeNetOptions = {}): Graph {
  return squeezenet({ weights: sharedZeros(), ...options }).graph;
}

function shapes(graph: Graph, names: readonly string[]): (readonly number[])[] {
  return names.map((name) => valueNamed(graph, name).shape);
}

/** Output channels of squeeze1x1, expand1x1 and expand3x3 of every fire module. */
function fireWidths(options: Parameters<typeof squeezenetConvolutions>[0] = {}): number[][] {
  const fires = squeezenetConvolutions(options).filter(({ name }) => name.startsWith('fire'));
  return Array.from({ length: fires.length / 3 }, (_, i) =>
    fires.slice(3 * i, 3 * i + 3).map(({ shape }) => shape[0] ?? 0),
  );
}

describe('SqueezeNet 1.0', () => {
  it("has table 1's fire widths", () => {
    const widths = [
      [16, 64],
      [16, 64],
      [32, 128],
      [32, 128],
      [48, 192],
      [48, 192],
      [64, 256],
      [64, 256],
    ];
    expect(fireWidths()).toEqual(widths.map(([s, e]) => [s, e, e]));
  });

  it("has table 1's shapes, at conv1, every pool and the end", () => {
    const names = ['data', 'conv1', 'pool1', 'fire4/concat', 'pool4', 'fire8/concat', 'pool8'];
    expect(shapes(graphOf(), names)).toEqual([
      [1, 227, 227, 3],
      [1, 111, 111, 96],
      [1, 55, 55, 96],
      [1, 55, 55, 256],
      [1, 27, 27, 256],
      [1, 27, 27, 512],
      [1, 13, 13, 512],
    ]);
  });

  it("pads conv10 by one, as the authors' Caffe model does", () => {
    expect(shapes(graphOf(), ['conv10', 'logits', 'prob'])).toEqual([
      [1, 15, 15, 1000],
      [1, 1000],
      [1, 1000],
    ]);
  });

  it('lists its convolutions in network order with OIHW shapes', () => {
    const found = squeezenetConvolutions();
    expect(found).toHaveLength(26);
    expect(found.slice(0, 4)).toEqual([
      { name: 'conv1', shape: [96, 3, 7, 7] },
      { name: 'fire2/squeeze1x1', shape: [16, 96, 1, 1] },
      { name: 'fire2/expand1x1', shape: [64, 16, 1, 1] },
      { name: 'fire2/expand3x3', shape: [64, 16, 3, 3] },
    ]);
    expect(found.at(-1)).toEqual({ name: 'conv10', shape: [1000, 512, 1, 1] });
  });

  it('takes NCHW pictures and gives logits and probabilities', () => {
    const graph = graphOf();
    expect(graph.axisOrder).toBe('nchw');
    expect(graph.inputs).toEqual(['data']);
    expect(graph.outputs).toEqual(['logits', 'prob']);
  });
});

describe('the model', () => {
  it('says how pictures become its input, and names ImageNet classes', () => {
    const { name, classifier } = squeezenet({ weights: sharedZeros() });
    expect(name).toBe('squeezenet-1.0');
    expect(classifier).toEqual({
      // As the authors' Caffe models see pictures: all of it at 256×256, of that the centre, BGR minus the ImageNet mean.
      preprocessing: {
        region: 'full',
        resize: { width: 256, height: 256 },
        crop: { width: 227, height: 227 },
        channelOrder: 'bgr',
        mean: [104, 117, 123],
        scale: 1,
      },
      probabilities: 'prob',
      labels: 'imagenet-1000',
      background: false,
    });
  });

  it('knows no names for other classes', () => {
    const { classifier } = squeezenet({ classes: 10, weights: sharedZeros() });
    expect(classifier?.labels).toBeNull();
  });

  it('sees the same part of a picture in another input size', () => {
    const { classifier } = squeezenet({ inputSize: 454, weights: sharedZeros() });
    expect(classifier?.preprocessing).toMatchObject({
      resize: { width: 512, height: 512 },
      crop: { width: 454, height: 454 },
    });
  });
});

describe('SqueezeNet 1.1', () => {
  it('has a smaller conv1, earlier pools and no padding around conv10', () => {
    const names = ['conv1.w', 'conv1', 'pool1', 'pool3', 'pool5', 'fire9/concat', 'conv10'];
    expect(shapes(graphOf({ version: '1.1' }), names)).toEqual([
      [64, 3, 3, 3],
      [1, 113, 113, 64],
      [1, 56, 56, 64],
      [1, 28, 28, 128],
      [1, 14, 14, 256],
      [1, 14, 14, 512],
      [1, 14, 14, 1000],
    ]);
  });

  it("has 1.0's fire modules", () => {
    expect(fireWidths({ version: '1.1' })).toEqual(fireWidths({ version: '1.0' }));
  });

  it('gives way to explicit options', () => {
    const graph = graphOf({ version: '1.1', poolAfter: ['conv1'], conv10Padding: 1, fires: 1 });
    expect(shapes(graph, ['fire2/concat', 'conv10'])).toEqual([
      [1, 56, 56, 128],
      [1, 58, 58, 1000],
    ]);
  });

  it('is refused in versions that do not exist', () => {
    const version = '2.0' as '1.1';
    expect(() => graphOf({ version })).toThrow(GraphError);
    expect(() => graphOf({ version })).toThrow('SqueezeNet\'s version is 1.0 or 1.1, got "2.0".');
  });
});

describe('other hyper-parameters', () => {
  it('squeeze ratio 0.5 quadruples the squeeze layers alone', () => {
    expect(fireWidths({ squeezeRatio: 0.5 })).toEqual(
      fireWidths().map(([s = 0, e1, e3]) => [4 * s, e1, e3]),
    );
  });

  it('a share of 0.75 gives three quarters of the expand filters to 3×3', () => {
    const [first, , third] = fireWidths({ expand3x3Ratio: 0.75 });
    expect(first).toEqual([16, 32, 96]);
    expect(third).toEqual([32, 64, 192]);
  });

  it('base, increment and frequency follow e_i = base + incr · ⌊i / freq⌋', () => {
    const options = { fires: 5, baseExpand: 64, expandIncrement: 32, expandFrequency: 3 };
    expect(fireWidths(options)).toEqual([64, 64, 64, 96, 96].map((e) => [e / 8, e / 2, e / 2]));
  });

  it('other pool positions move the pools', () => {
    const graph = graphOf({ poolAfter: ['conv1', 'fire3', 'fire5'] });
    const pools = graph.nodes.filter(({ op }) => op === 'max-pool2d').map(({ name }) => name);
    expect(pools).toEqual(['pool1', 'pool3', 'pool5']);
    expect(shapes(graph, ['pool3', 'pool5', 'fire9/concat'])).toEqual([
      [1, 27, 27, 128],
      [1, 13, 13, 256],
      [1, 13, 13, 512],
    ]);
  });

  it('classes set the width of conv10 and the outputs', () => {
    expect(shapes(graphOf({ classes: 10 }), ['conv10', 'prob'])).toEqual([
      [1, 15, 15, 10],
      [1, 10],
    ]);
  });

  it('input size 96 gives smaller maps', () => {
    const names = ['conv1', 'pool1', 'pool4', 'pool8', 'conv10'];
    expect(shapes(graphOf({ inputSize: 96 }), names).map((shape) => shape[1])).toEqual([
      45, 22, 11, 5, 7,
    ]);
  });

  it('a batch of 3 runs through the whole network', () => {
    const graph = graphOf({ batch: 3, inputSize: 64 });
    for (const name of ['data', 'pool1', 'fire9/concat', 'prob']) {
      expect(valueNamed(graph, name).shape[0], name).toBe(3);
    }
  });

  it('another conv1 sets the first layer', () => {
    const graph = graphOf({ conv1: { channels: 64, kernel: 3, stride: 2 } });
    expect(shapes(graph, ['conv1.w', 'conv1'])).toEqual([
      [64, 3, 3, 3],
      [1, 113, 113, 64],
    ]);
  });
});

describe('weights', () => {
  it('are the same in every build where none are given', () => {
    const small = { inputSize: 64, fires: 2 };
    expect(squeezenet(small).graph.constants).toEqual(squeezenet(small).graph.constants);
  });

  it('come from the provider, by name', () => {
    const graph = graphOf({
      weights: (name, shape) => fill(shape, name.endsWith('.b') ? 2 : 1),
    });
    expect(graph.constants.get('fire5/squeeze1x1.w')?.data[0]).toBe(1);
    expect(graph.constants.get('fire5/squeeze1x1.b')?.data[0]).toBe(2);
  });
});

describe('hyper-parameters that give no network', () => {
  it('are refused when the input is smaller than a window, naming the node', () => {
    expect(() => graphOf({ inputSize: 6 })).toThrow(GraphError);
    expect(() => graphOf({ inputSize: 6 })).toThrow(/"conv1\/conv".*larger than its 6×6 input/);
    expect(() => graphOf({ inputSize: 7 })).toThrow(/"pool1".*larger than its 1×1 input/);
  });

  it.each([
    { expand3x3Ratio: 1.5 },
    { expand3x3Ratio: 1 },
    { classes: 0 },
    { batch: 0 },
    { inputSize: 96.5 },
    { conv10Padding: -1 },
  ])('are refused when a layer has no whole, positive size: %o', (options) => {
    expect(() => graphOf(options)).toThrow(GraphError);
  });
});

function fill(shape: readonly number[], value: number): Float32Array<ArrayBuffer> {
  return new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value);
}
