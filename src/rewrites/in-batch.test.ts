// Graphs of one image for several: each image of a batch has the very numbers that it has alone.
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../errors';
import { type Graph, valueNamed } from '../graph/graph';
import { opsOf } from '../graph/graph.fixtures';
import type { Model } from '../graph/model';
import { densenet, mobilenetV3Small, shufflenetV2, squeezenet } from '../models/index';
import { randomTensor } from '../ops/compute.fixtures';
import { evaluateGraph } from '../reference/evaluate-graph';
import { f32Tensor, type Tensor } from '../tensor/tensor';
import { optimizeGraph } from './all-passes';
import { appendTopK } from './append-top-k';
import { inBatch } from './in-batch';
import { SmallNet } from './passes.fixtures';
import { byItsRule } from './rewrite.fixtures';
import { winograd } from './winograd';

const IMAGES = 3;

/** What is computed of an image for each output, alone and among others, is the same number by number. */
function expectSameInBatch(graph: Graph): void {
  const [input = ''] = graph.inputs;
  const { shape } = valueNamed(graph, input);
  const images = Array.from({ length: IMAGES }, (_, seed) => randomTensor(shape, seed));
  const many = inBatch(graph, IMAGES);
  const all = f32Tensor(valueNamed(many, input).shape, together(images));
  const batch = evaluateGraph(many, { [input]: all });
  const alone = images.map((image) => evaluateGraph(graph, { [input]: image }));
  for (const name of graph.outputs) {
    const wanted = alone.map((values) => values.get(name)).filter((value) => value !== undefined);
    expect([...(batch.get(name)?.data ?? [])], name).toEqual([...together(wanted)]);
  }
}

function together(tensors: readonly Tensor[]): Float32Array<ArrayBuffer> {
  return Float32Array.from(tensors.flatMap(({ data }) => [...data]));
}

const MODELS: readonly [string, Model][] = [
  ['SqueezeNet', squeezenet({ inputSize: 39, classes: 7 })],
  [
    'DenseNet',
    densenet({ growthRate: 6, blocks: [2, 2], inputSize: 15, stem: 'cifar', classes: 5 }),
  ],
  ['ShuffleNet v2', shufflenetV2({ alpha: 0.5, inputSize: 32, classes: 5 })],
  ['MobileNet v3', mobilenetV3Small({ inputSize: 32, classes: 5 })],
];

describe('inBatch', () => {
  it.each(MODELS)('computes %s as it is planned', (_, { graph, classifier }) => {
    const ranked = appendTopK(optimizeGraph(graph), classifier?.probabilities ?? '');
    expectSameInBatch(byItsRule(ranked, winograd, 'software'));
  });

  it('keeps the constants', () => {
    const graph = optimizeGraph(squeezenet({ inputSize: 39, classes: 7 }).graph);
    expect(inBatch(graph, 2).constants).toBe(graph.constants);
  });

  it('computes Winograd convolutions, whose tiles are of all images', () => {
    const net = new SmallNet([1, 9, 11, 32]);
    const graph = byItsRule(net.build(net.conv('c', net.x, 64, 3)), winograd, 'hardware');
    expect(opsOf(graph)).toEqual(['winograd-input', 'winograd-multiply', 'winograd-output']);
    expectSameInBatch(graph);
  });

  it('moves numbers inside each image', () => {
    const net = new SmallNet([1, 4, 6, 8]);
    const turned = net.transpose('turned', net.channels('part', net.x, 2, 7), [0, 2, 3, 1]);
    const graph = net.build(net.reshape('rows', turned, [1, 12, 10]), net.relu('relu', turned));
    expectSameInBatch(graph);
    const composed = optimizeGraph(graph);
    expect(opsOf(composed)).toContain('as-strided');
    expectSameInBatch(composed);
  });

  it('reads a step backwards in each image', () => {
    const net = new SmallNet([1, 2, 3, 4]);
    const back = net.graph.node('slice', 'back', [net.x], {
      starts: [0, 1, 2, 3],
      steps: [-1, -1, -2, -1],
      sizes: [1, 2, 2, 4],
    });
    expectSameInBatch(net.build(back));
  });

  it.each([
    ['axis 0 turned into another', (net: SmallNet) => net.transpose('t', net.x, [1, 0, 2, 3])],
    ['rows of pixels as images', (net: SmallNet) => net.reshape('t', net.x, [5, 4, 3])],
    ['a row without images', (net: SmallNet) => net.reshape('t', net.x, [60])],
    [
      'a table of what is computed',
      (net: SmallNet) => {
        const table = net.reshape('table', net.x, [1, 60]);
        return net.graph.node('gather', 't', [table, net.weights('rows', [2])], {});
      },
    ],
  ])('refuses %s', (_, layer) => {
    const net = new SmallNet();
    const graph = net.build(layer(net));
    expect(() => inBatch(graph, 2)).toThrow(UnsupportedError);
    expect(() => inBatch(graph, 2)).toThrow(/"t" would mix/);
  });
});
