// Every fast kernel of the CPU backend, in JavaScript and in WebAssembly, against the reference op, over odd shapes, by the bounds that GPUs are held to.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { randomTensor } from '../ops/compute.fixtures';
import { type Activation, RELU6 } from '../ops/elementwise/functions';
import type { OpAttributes } from '../ops/registry';
import { evenPads, NO_PADS } from '../ops/window';
import { compareNode } from '../reference/compare-node';
import { nodeAlone } from '../reference/node-alone';
import { type Shape, type Tensor, zeros } from '../tensor/tensor';
import { seededRandom } from '../util/random';
import { computeAll, TABLES } from './cpu.fixtures';

const ACTIVATIONS: readonly Activation[] = [
  'none',
  'relu',
  RELU6,
  'hard-swish',
  { leakyRelu: 0.1 },
];

type Table = keyof typeof TABLES;

/** The errors of a graph of one node on seeded inputs, computed at once and in slices. */
async function errorsOf(graph: Graph, table: Table, kernel: string) {
  const [node] = graph.nodes;
  if (!node) throw new Error('The graph has no node.');
  const inputs: Record<string, Tensor> = Object.fromEntries(
    graph.inputs.map((name, i) => [
      name,
      randomTensor(graph.values.get(name)?.shape ?? [], i + 50),
    ]),
  );
  let pauses = 0;
  const sliced = await computeAll(graph, inputs, async () => void pauses++, table);
  const { tensors, kernels } = await computeAll(graph, inputs, null, table);
  expect(kernels[0]).toMatch(new RegExp(`^${table}-${kernel}`));
  expect(sliced.tensors).toEqual(tensors);
  if (!kernel.endsWith('reshape')) expect(pauses).toBeGreaterThan(1);
  const computed = (name: string) => tensors.get(name) ?? graph.constants.get(name) ?? zeros([0]);
  return compareNode(nodeAlone(graph, node, computed), computed);
}

/** Whole numbers from `low` to `high`, the same for the same seed. */
function seededIntegers(seed: number): (low: number, high: number) => number {
  const random = seededRandom(seed);
  return (low, high) => low + Math.floor(random() * (high - low + 1));
}

function convolution(seed: number, depthwise: boolean): Graph {
  const pick = seededIntegers(seed);
  const groups = depthwise ? pick(2, 9) : pick(1, 3);
  const channels = depthwise ? 1 : pick(1, 6);
  // Two filters or more a group: one alone of one channel would be depthwise.
  const filters = depthwise ? groups : groups * pick(2, 7);
  const kernel = [pick(1, 4), pick(1, 4)] as const;
  const builder = new GraphBuilder('conv', 'nhwc');
  const x = builder.input('x', [pick(1, 2), pick(7, 12), pick(7, 12), groups * channels]);
  const w = builder.constant('w', randomTensor([filters, channels, ...kernel], seed));
  const inputs = [x, w];
  const prologue = !depthwise && seed % 4 === 3;
  if (seed % 3 > 0 || prologue)
    inputs.push(builder.constant('b', randomTensor([filters], seed + 1)));
  if (prologue) {
    for (const name of ['scale', 'shift']) {
      inputs.push(builder.constant(name, randomTensor([groups * channels], seed + 2)));
    }
  }
  builder.node('conv2d', 'y', inputs, {
    kernel,
    strides: [pick(1, 3), pick(1, 3)],
    pads: { top: pick(0, 2), left: pick(0, 2), bottom: pick(0, 2), right: pick(0, 2) },
    dilations: [pick(1, 2), pick(1, 2)],
    groups,
    activation: ACTIVATIONS[seed % ACTIVATIONS.length] ?? 'none',
    ...(prologue ? { prologue: 'relu' } : {}),
  });
  return builder.build(['y']);
}

describe.each(Object.keys(TABLES) as Table[])('%s', (table) => {
  describe('convolutions', () => {
    const seeds = Array.from({ length: 40 }, (_, seed) => seed);

    it.each(seeds)('dense and grouped, case %i', async (seed) => {
      expect(await errorsOf(convolution(seed, false), table, 'conv2d')).toMatchObject({
        isWithin: true,
      });
    });

    it.each(seeds)('depthwise, case %i', async (seed) => {
      const errors = await errorsOf(convolution(seed, true), table, 'depthwise-conv2d');
      expect(errors).toMatchObject({ isWithin: true });
    });

    it('of more products than a tile holds', async () => {
      const builder = new GraphBuilder('deep', 'nhwc');
      const x = builder.input('x', [1, 3, 3, 4100]);
      const w = builder.constant('w', randomTensor([5, 4100, 1, 1], 3));
      builder.node('conv2d', 'y', [x, w], {
        ...{ kernel: [1, 1], strides: [1, 1], pads: NO_PADS, dilations: [1, 1], groups: 1 },
        activation: 'relu',
      });
      expect(await errorsOf(builder.build(['y']), table, 'conv2d')).toMatchObject({
        isWithin: true,
      });
    });
  });

  describe('fully connected layers', () => {
    it.each([
      [1, 1, 7],
      [2, 4, 12],
      [3, 6, 5],
      [1, 11, 30],
    ])('batch %i, %i outputs of %i', async (n, k, features) => {
      const builder = new GraphBuilder('fc', 'nhwc');
      const x = builder.input('x', [n, features]);
      const w = builder.constant('w', randomTensor([k, features], 1));
      const b = builder.constant('b', randomTensor([k], 2));
      builder.node('fully-connected', 'y', [x, w, b], { activation: 'relu' });
      const errors = await errorsOf(builder.build(['y']), table, 'fully-connected');
      expect(errors).toMatchObject({ isWithin: true });
    });
  });

  describe('pooling', () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const windowOf = (seed: number) => {
      const pick = seededIntegers(seed + 900);
      const shape = [pick(1, 2), pick(5, 11), pick(5, 11), pick(1, 9)];
      const kernel = [pick(2, 4), pick(2, 4)] as const;
      const pads = seed % 2 ? evenPads(1) : { top: 0, left: 1, bottom: 1, right: 0 };
      const window = { kernel, strides: [pick(1, 3), pick(1, 3)] as const, pads };
      return { shape, attributes: { ...window, ceilMode: seed % 3 === 0 } };
    };

    it.each(seeds)('largest, case %i', async (seed) => {
      const { shape, attributes } = windowOf(seed);
      const graph = single('max-pool2d', shape, attributes);
      expect(await errorsOf(graph, table, 'max-pool2d')).toMatchObject({
        maxAbsError: 0,
        isWithin: true,
      });
    });

    it.each(seeds)('mean, case %i', async (seed) => {
      const { shape, attributes } = windowOf(seed);
      const graph = single('average-pool2d', shape, { ...attributes, countPadding: seed % 4 < 2 });
      expect(await errorsOf(graph, table, 'average-pool2d')).toMatchObject({ isWithin: true });
    });

    it('mean of whole maps', async () => {
      const graph = single('global-average-pool', [3, 5, 4, 7], {});
      expect(await errorsOf(graph, table, 'global-average-pool')).toMatchObject({ isWithin: true });
    });
  });

  describe('elementwise functions', () => {
    for (const op of ['add', 'sub', 'mul'] as const) {
      it.each([[[2, 3, 4, 5]], [[2, 1, 1, 5]], [[5]]])(
        `${op} of [2, 3, 4, 5] and %j`,
        async (shape) => {
          const builder = new GraphBuilder(op, 'nhwc');
          const a = builder.input('a', [2, 3, 4, 5]);
          const b = builder.input('b', shape);
          builder.node(op, 'y', [a, b], { activation: 'relu' });
          expect(await errorsOf(builder.build(['y']), table, `${op}`)).toMatchObject({
            isWithin: true,
          });
        },
      );
    }

    it.each(ACTIVATIONS.map((activation) => [activation]))('activation %j', async (activation) => {
      const graph = single('activation', [2, 3, 3, 5], { activation });
      expect(await errorsOf(graph, table, 'activation')).toMatchObject({ isWithin: true });
    });

    it('reshape moves nothing', async () => {
      const graph = single('reshape', [2, 3, 4, 5], { shape: [2, 60] });
      expect(await errorsOf(graph, table, 'reshape')).toMatchObject({
        maxAbsError: 0,
        isWithin: true,
      });
    });
  });
});

function single<
  O extends 'max-pool2d' | 'average-pool2d' | 'global-average-pool' | 'activation' | 'reshape',
>(op: O, shape: Shape, attributes: OpAttributes[O]): Graph {
  const builder = new GraphBuilder(op, 'nhwc');
  builder.node(op, 'y', [builder.input('x', shape)], attributes);
  return builder.build(['y']);
}
