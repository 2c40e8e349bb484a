// TensorFlow's own MobileNets: what they hold, what they become, and that they give what LiteRT gives.
import { describe, expect, it } from 'vitest';
import { costOfNodes } from '../../graph/cost';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { f32Tensor } from '../../tensor/tensor';
import { readTfliteNow } from './read-now.fixtures';
import { REAL_FILES, type RealFile, V1_FLOAT, V1_QUANT, V2_QUANT } from './real-files.fixtures';
import { parseTflite } from './tflite-file';

const missing = REAL_FILES.filter(({ isMissing }) => isMissing).map(({ name }) => name);
if (missing.length > 0 && process.env.CI) {
  it('has the real files in CI', () => {
    expect.fail(`${missing} missing; set KINDLING_WEIGHTS_DIR to the folder that holds them.`);
  });
}

function read({ name, read: bytes }: RealFile, batch = 1) {
  return readTfliteNow(bytes(), { name, batch });
}

/** How often each name occurs. */
function countsOf(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function costOf({ graph }: ReturnType<typeof read>) {
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  const costs = costOfNodes(graph);
  return {
    macs: sum(costs.map(({ macs }) => macs)),
    parameters: sum(costs.map(({ parameters }) => parameters)),
  };
}

/** The five largest outputs of an all-zero input. */
function topOfZeros(file: RealFile): [index: number, value: number][] {
  const { graph } = read(file);
  const x = f32Tensor([1, 224, 224, 3], new Float32Array(224 * 224 * 3));
  const output = evaluateGraph(graph, { input: x }).get(graph.outputs[0] ?? '');
  return Array.from(output?.data ?? [], (value, index): [number, number] => [index, value])
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5);
}

/** Multiply-adds and parameters of MobileNet 0.25/224 with 1001 classes: the paper's 41 million and 0.47 million. */
const V1_COST = { macs: 41_030_528, parameters: 467_593 };

describe.skipIf(V1_FLOAT.isMissing)(`${V1_FLOAT.name}${V1_FLOAT.why}`, () => {
  it('holds the operators of MobileNet v1', () => {
    const { operators } = parseTflite(V1_FLOAT.read());
    expect(countsOf(operators.map(({ op }) => op))).toEqual({
      CONV_2D: 15,
      DEPTHWISE_CONV_2D: 13,
      AVERAGE_POOL_2D: 1,
      SQUEEZE: 1,
      SOFTMAX: 1,
    });
  });

  it('becomes a classifier with the labels and the normalisation of its metadata', () => {
    const model = read(V1_FLOAT);
    expect(model.graph.inputs).toEqual(['input']);
    expect(model.graph.outputs).toEqual(['MobilenetV1/Predictions/Reshape_1']);
    expect(countsOf(model.graph.nodes.map(({ op }) => op))).toEqual({
      conv2d: 28,
      activation: 27,
      'average-pool2d': 1,
      reshape: 1,
      softmax: 1,
    });
    expect(costOf(model)).toEqual(V1_COST);
    const labels = model.classifier?.labels;
    expect(model.classifier).toMatchObject({
      preprocessing: { crop: { width: 224, height: 224 }, mean: [127.5, 127.5, 127.5] },
      probabilities: 'MobilenetV1/Predictions/Reshape_1',
      background: true,
    });
    expect(model.classifier?.preprocessing.scale).toBeCloseTo(1 / 127.5, 9);
    expect(labels).toHaveLength(1000);
    expect([labels?.[0], labels?.at(-1)]).toEqual(['tench', 'toilet tissue']);
  });

  it('computes as many pictures as asked for', () => {
    const { graph, classifier } = read(V1_FLOAT, 3);
    expect(graph.values.get('input')?.shape).toEqual([3, 224, 224, 3]);
    expect(graph.values.get(classifier?.probabilities ?? '')?.shape).toEqual([3, 1001]);
  });

  it('gives what LiteRT 2.5.3 gives for zeros', { timeout: 60_000 }, () => {
    const want = [
      [784, 0.01693364419043064],
      [624, 0.016660595312714577],
      [893, 0.016455931589007378],
      [678, 0.014822513796389103],
      [845, 0.012919153086841106],
    ] as const;
    for (const [rank, [index, value]] of topOfZeros(V1_FLOAT).entries()) {
      expect(index).toBe(want[rank]?.[0]);
      // LiteRT sums in float32 and in blocks, the reference in doubles: 28 layers on, probabilities differ by 5e-7.
      expect(Math.abs(value - (want[rank]?.[1] ?? 0))).toBeLessThan(2e-6);
    }
  });
});

describe.skipIf(V1_QUANT.isMissing)(`${V1_QUANT.name}${V1_QUANT.why}`, () => {
  it('becomes a graph of whole numbers, with the real ones that they stand for', () => {
    const model = read(V1_QUANT);
    expect(countsOf(model.graph.nodes.map(({ op }) => op))).toEqual({
      conv2d: 28,
      'average-pool2d': 1,
      requantize: 30, // the input, 28 layers and the mean
      mul: 30, // what each of those stands for, and the reshape
      reshape: 1,
      softmax: 1,
    });
    // Factors and scales of channels are 8,990 of the parameters.
    expect(costOf(model)).toEqual({ ...V1_COST, parameters: V1_COST.parameters + 8990 });
    const [, first] = model.graph.nodes.filter(({ op }) => op === 'requantize');
    expect(first?.attributes).toEqual({ ties: 'even', origin: 0, range: [0, 255] });
  });

  it('takes the bytes of a picture, and has the labels of its metadata', () => {
    expect(read(V1_QUANT).classifier).toMatchObject({
      preprocessing: { mean: [128, 128, 128], scale: 1 / 128 },
      labels: expect.arrayContaining(['tench', 'toilet tissue']),
      background: true,
    });
  });

  it('ranks as LiteRT 2.5.3 does for zeros', { timeout: 60_000 }, () => {
    const top = topOfZeros(V1_QUANT);
    // LiteRT's probabilities are multiples of 1/256: 4, 3, 3 and 3 of them, then ties of 2.
    expect(top.slice(0, 4).map(([index]) => index)).toEqual([624, 112, 784, 893]);
    expect(top.slice(0, 4).map(([, value]) => Math.round(256 * value))).toEqual([4, 3, 3, 3]);
  });
});

describe.skipIf(V2_QUANT.isMissing)(`${V2_QUANT.name}${V2_QUANT.why}`, () => {
  it('becomes MobileNet v2 with residual sums, and a softmax that the file lacks', () => {
    const model = read(V2_QUANT);
    expect(countsOf(model.graph.nodes.map(({ op }) => op))).toEqual({
      conv2d: 53,
      'average-pool2d': 1,
      requantize: 55, // the input, 53 layers and the mean
      'requantized-sum': 10,
      mul: 65, // what each of those but the input stands for, and the reshape
      reshape: 1,
      softmax: 1,
    });
    expect(costOf(model)).toEqual({ macs: 300_775_552, parameters: 3_489_097 + 40_470 });
    expect(model.graph.outputs).toEqual(['output']);
    expect(model.classifier).toMatchObject({
      preprocessing: { mean: [128, 128, 128], scale: 1 / 128 },
      probabilities: 'probabilities',
      labels: 'imagenet-1000',
      background: true,
    });
  });
});
