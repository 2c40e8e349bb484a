// Convolutions with their means: which become one node, that the graph computes the same, and what it costs.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../ir/builder';
import { costOfGraph } from '../ir/cost';
import type { Graph } from '../ir/graph';
import { type Activation, type Conv2dAttributes, evenPads, NO_PADS, RELU6 } from '../ir/ops';
import { verifyGraph } from '../ir/verify';
import { ALL_KERNELS } from '../kernels/rare/index';
import { squeezenet } from '../models/squeezenet';
import { optimizeGraph } from '../passes/index';
import { evaluateGraph } from '../reference/index';
import { f32Tensor, type Shape } from '../tensor/tensor';
import { product } from '../util/math';
import { seededRandom } from '../util/random';
import { lowerConvMean } from './lower-conv-mean';
import { lowerBy } from './lowerings';
import { countSteps, rankedGraph } from './plan.fixtures';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

const always = () => true;

function random(shape: Shape, seed: number) {
  const next = seededRandom(seed);
  return f32Tensor(
    shape,
    Float32Array.from({ length: product(shape) }, () => 2 * next() - 1),
  );
}

interface Given extends Partial<Conv2dAttributes> {
  /** Also a graph output, or read by another node. */
  readonly mapIs?: 'output' | 'read';
  /** Weights that are no constants. */
  readonly weightsAre?: 'computed';
}

/** x [2, 5, 3, 4] → y, a convolution to 6 channels, 1×1 but for what is given → m, its mean. */
function pooled({ mapIs, weightsAre, ...given }: Given = {}): Graph {
  const attributes: Conv2dAttributes = {
    kernel: [1, 1],
    strides: [1, 1],
    pads: NO_PADS,
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
    ...given,
  };
  const builder = new GraphBuilder('pooled', 'nhwc');
  builder.input('x', [2, 5, 3, 4]);
  const shape = [6, 4 / attributes.groups, ...attributes.kernel];
  const w =
    weightsAre === 'computed' ? builder.input('w', shape) : builder.constant('w', random(shape, 1));
  const b = builder.constant('b', random([6], 2));
  const vectors =
    attributes.prologue === undefined
      ? []
      : [builder.constant('scale', random([4], 4)), builder.constant('shift', random([4], 5))];
  builder.node('conv2d', 'y', ['x', w, b, ...vectors], attributes);
  const outputs = [builder.node('global-average-pool', 'm', ['y'], {})];
  if (mapIs === 'output') outputs.push('y');
  if (mapIs === 'read') outputs.push(builder.node('global-max-pool', 'other', ['y'], {}));
  return builder.build(outputs);
}

describe('lowerConvMean', () => {
  it('makes one node of both, with the name and value of the mean', () => {
    const lowered = lowerConvMean(pooled({ activation: 'relu' }), 'hardware', always);
    verifyGraph(lowered);
    expect(lowered.nodes).toEqual([
      {
        name: 'm',
        op: 'conv2d-mean',
        inputs: ['x', 'w', 'b'],
        outputs: ['m'],
        attributes: { activation: 'relu' },
      },
    ]);
    expect(lowered.values.has('y')).toBe(false);
  });

  it.each<[string, Activation]>([
    ['nothing', 'none'],
    ['a rectifier', 'relu'],
    ['bounds', { clamp: [-0.25, 0.5] }],
    ['ReLU6', RELU6],
    ['SiLU', 'silu'],
  ])('computes the same behind %s, for two images', (_, activation) => {
    const graph = pooled({ activation });
    const lowered = lowerConvMean(graph, 'software', always);
    expect(lowered.nodes).toHaveLength(1);
    const inputs = { x: random([2, 5, 3, 4], 3) };
    const want = evaluateGraph(graph, inputs).get('m');
    expect(evaluateGraph(lowered, inputs).get('m')).toEqual(want);
  });

  it('costs what both do, but for the map', () => {
    const graph = pooled();
    const [before, after] = [graph, lowerConvMean(graph, 'software', always)].map(costOfGraph);
    expect(after?.macs).toBe(2 * 15 * 6 * 4);
    expect(after).toEqual({ ...before, activationBytes: 2 * 6 * 4 });
  });

  it.each<[string, Given]>([
    ['windows', { kernel: [3, 3] }],
    ['strides', { strides: [1, 2] }],
    ['padding', { pads: evenPads(1) }],
    ['groups', { groups: 2 }],
    ['prologues', { prologue: 'relu' }],
    ['quantised maps', { activation: { quantize: { scale: 1, low: 0, high: 255 } } }],
    ['computed weights', { weightsAre: 'computed' }],
    ['maps that are outputs', { mapIs: 'output' }],
    ['maps that others read', { mapIs: 'read' }],
  ])('leaves %s as they are', (_, given) => {
    const graph = pooled(given);
    expect(lowerConvMean(graph, 'software', always)).toBe(graph);
  });

  it('leaves maps that are parts of others, and means of other values', () => {
    const builder = new GraphBuilder('parts', 'nhwc');
    builder.input('x', [1, 2, 2, 4]);
    const w = builder.constant('w', random([4, 4, 1, 1], 1));
    const attributes = { ...plain(), activation: 'none' } as const;
    builder.node('conv2d', 'a', ['x', w], attributes);
    builder.node('activation', 'b', ['x'], { activation: 'relu' });
    builder.node('concat', 'joined', ['a', 'b'], {});
    builder.node('global-average-pool', 'm', ['a'], {});
    const graph = optimizeGraph(
      builder.build(['m', 'joined', builder.node('global-average-pool', 'n', ['b'], {})]),
    );
    expect(lowerConvMean(graph, 'software', always)).toBe(graph);
  });

  it('is what the rule wants, by adapter', () => {
    const graph = pooled();
    const onlyHardware = (_: Graph, __: unknown, adapter: string) => adapter === 'hardware';
    expect(lowerConvMean(graph, 'software', onlyHardware)).toBe(graph);
    expect(lowerConvMean(graph, 'hardware', onlyHardware).nodes).toHaveLength(1);
    expect(scheduleGraph(graph, plainTarget('software')).plan.steps).toHaveLength(2);
    expect(scheduleGraph(graph, plainTarget('hardware')).plan.steps).toHaveLength(2);
  });

  it('takes conv10 of SqueezeNet, whose border is added behind the mean', () => {
    const { plan } = scheduleGraph(rankedGraph(squeezenet()), plainTarget('hardware'), {
      lower: lowerBy({ convMean: always }),
      kernels: ALL_KERNELS,
    });
    expect(countSteps(plan)).toMatchObject({ 'conv2d-mean': 1, 'batch-norm': 1 });
    expect(plan.steps.find(({ node }) => node === 'conv10')).toBeUndefined();
    expect(countSteps(plan)).not.toHaveProperty('global-average-pool');
  });
});

function plain() {
  const window = { kernel: [1, 1], strides: [1, 1], dilations: [1, 1] } as const;
  return { ...window, pads: NO_PADS, groups: 1 };
}
