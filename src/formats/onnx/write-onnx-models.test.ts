// Whole networks as ONNX files: ONNX Runtime computes from them what the reference computes from the graph.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type AnyNode, type Graph, valueNamed } from '../../graph/graph';
import { alexnet } from '../../models/alexnet';
import { mobilenetV1 } from '../../models/mobilenet-v1';
import { squeezenet, squeezenetConvolutions } from '../../models/squeezenet';
import type { OpName } from '../../ops/registry';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { fuseBias } from '../../rewrites/fuse-bias';
import { f32Tensor, zeros } from '../../tensor/tensor';
import { sampleOf } from '../../util/sample.fixtures';
import { readDeepCompression } from '../deep-compression';
import { readTfliteNow } from '../tflite/read-now.fixtures';
import {
  expectClose,
  largestError,
  outputsAmong,
  outputsOfRuntime,
  seededInputs,
} from './onnx-runtime.fixtures';

/** Float32 sums of up to 4,608 terms, up to 28 layers deep, against sums in doubles; logits are below 100. */
const BOUND = 1e-4;

async function compare(graph: Graph, bound: number): Promise<void> {
  const inputs = seededInputs(graph, 3);
  const want = outputsAmong(graph, evaluateGraph(graph, inputs));
  expectClose(await outputsOfRuntime(graph, inputs), want, bound);
  // With biases inside their layers, as `kindling convert` writes files.
  expectClose(await outputsOfRuntime(fuseBias.run(graph), inputs), want, bound);
}

describe('built networks', { timeout: 120_000 }, () => {
  const networks: readonly (readonly [string, () => { readonly graph: Graph }])[] = [
    ['SqueezeNet 1.0', () => squeezenet({ version: '1.0', inputSize: 67, batch: 2 })],
    ['SqueezeNet 1.1', () => squeezenet({ version: '1.1', inputSize: 63 })],
    ['MobileNet 0.25', () => mobilenetV1({ alpha: 0.25, rho: 96, batch: 2 })],
    [
      'MobileNet with full convolutions',
      () => mobilenetV1({ alpha: 0.25, rho: 64, separable: false }),
    ],
    ['AlexNet', () => alexnet({ width: 0.125, inputSize: 95, lrn: true, batch: 2 })],
  ];
  it.each(sampleOf('written networks', networks, 2))('%s', async (_, build) =>
    compare(build().graph, BOUND),
  );
});

const FOLDER =
  process.env.KINDLING_WEIGHTS_DIR ?? join(import.meta.dirname, '../../../../shared/weights');
const FILES = [
  'compressed_SqueezeNet.net',
  'mobilenet_v1_0.25_224.tflite',
  'mobilenet_v1_0.25_224_quant.tflite',
  'mobilenet_v2_1.0_224_quant.tflite',
];
const missing = FILES.filter((file) => !existsSync(join(FOLDER, file)));
if (missing.length > 0 && process.env.CI) {
  it('has the real files in CI', () => {
    expect.fail(`${missing} missing; set KINDLING_WEIGHTS_DIR to the folder that holds them.`);
  });
}
const why = missing.length > 0 ? ` (skipped: no ${missing} in ${FOLDER})` : '';

function tflite(name: string): Graph {
  return readTfliteNow(readFileSync(join(FOLDER, name)), { name, batch: 1 }).graph;
}

function compressedSqueezeNet(): Graph {
  const bytes = readFileSync(join(FOLDER, 'compressed_SqueezeNet.net'));
  const layers = new Map(
    readDeepCompression(bytes, squeezenetConvolutions()).map((layer) => [layer.name, layer]),
  );
  const weights = (tensor: string) => {
    const layer = layers.get(tensor.slice(0, -2));
    return (tensor.endsWith('.w') ? layer?.weights : layer?.bias) ?? new Float32Array();
  };
  // A smaller picture than the file is made for: the weights are the same, and the reference takes a fifth of the time.
  return squeezenet({ weights, inputSize: 99 }).graph;
}

describe.skipIf(missing.length > 0)(`files${why}`, { timeout: 240_000 }, () => {
  it('SqueezeNet after Deep Compression', async () => compare(compressedSqueezeNet(), BOUND));

  it('MobileNet v1 from TFLite', async () =>
    compare(tflite('mobilenet_v1_0.25_224.tflite'), BOUND));

  // The second's convolutions are as the first's, and their 300 million products take the reference long.
  const quantised = [
    ['mobilenet_v1_0.25_224_quant.tflite', []],
    ['mobilenet_v2_1.0_224_quant.tflite', ['conv2d', 'bias-add']],
  ] as const;
  it.each(sampleOf('written quantised', quantised, 1))(
    'every layer of %s from the inputs that it had',
    async (name, skipped) => {
      const graph = tflite(name);
      await compareLayers(graph, skipped);
    },
  );
});

/**
 * One rounding that falls the other way changes all that follows, so each node is held against the reference on the
 * numbers that ONNX Runtime gave it.
 */
async function compareLayers(graph: Graph, skipped: readonly OpName[]): Promise<void> {
  const inputs = seededInputs(graph, 3);
  const all = { ...graph, outputs: graph.nodes.flatMap(({ outputs }) => outputs) };
  const results = new Map(Object.entries(inputs));
  for (const { name, data } of await outputsOfRuntime(all, inputs)) {
    results.set(name, f32Tensor(valueNamed(graph, name).shape, Float32Array.from(data)));
  }
  const compared = graph.nodes.filter(({ op }) => !skipped.includes(op));
  expect(compared.length).toBeGreaterThan(60);
  for (const node of compared) {
    const computed = node.inputs.filter((input) => !graph.constants.has(input));
    const alone = { ...graph, nodes: [node], inputs: computed, outputs: node.outputs };
    const given = Object.fromEntries(
      computed.map((input) => [input, results.get(input) ?? zeros([0])]),
    );
    const [want] = outputsAmong(alone, evaluateGraph(alone, given));
    const got = results.get(node.outputs[0] ?? '')?.data ?? [];
    const slack = tieSlack(node, given[computed[0] ?? '']?.data ?? []);
    expect(largestError(got, want?.data ?? [], slack), node.name).toBeLessThanOrEqual(BOUND);
  }
}

/** A step, for numbers so near the middle between two steps that float32 may round them either way; else nothing. */
function tieSlack({ op, attributes }: AnyNode, x: ArrayLike<number>): (i: number) => number {
  if (op !== 'activation' || typeof attributes.activation === 'string') return () => 0;
  if (!('quantize' in attributes.activation)) return () => 0;
  const { scale } = attributes.activation.quantize;
  const isTie = (i: number) => Math.abs(Math.abs(((x[i] ?? 0) / scale) % 1) - 0.5) < 1e-4;
  return (i) => (isTie(i) ? scale : 0);
}
