// Convolutions of coded weights, decoded on the GPU and on the CPU: the same numbers have to reach the kernels.

import { readDeepCompression } from '../../src/formats/deep-compression';
import { writeDeepCompression } from '../../src/formats/deep-compression.fixtures';
import { openGpu } from '../../src/gpu/device';
import { Executor } from '../../src/gpu/executor';
import { PipelineCache } from '../../src/gpu/pipeline-cache';
import { GraphBuilder } from '../../src/graph/builder';
import type { Graph } from '../../src/graph/graph';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import { slice } from '../../src/ops/move/slice';
import * as decoder from '../../src/plan/decode-weights';
import { scheduleGraph } from '../../src/plan/schedule';
import { plainTarget } from '../../src/plan/target.fixtures';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import { packNhwc4 } from '../../src/tensor/layout';
import { seededRandom } from '../../src/util/random';
import { foldedInTwo } from './kernels/folded-plan';

/** A convolution to decode for: weights kept of 100, and its neighbours in a concatenation. */
export interface CodedCase {
  readonly channels: number;
  readonly filters: number;
  readonly kernel: 1 | 3;
  readonly density: number;
  readonly before: number;
}

/** What came of a case. */
export interface CodedResult {
  /** Outputs of each way, as their bits: the GPU's, the CPU's, the GPU's folded. */
  readonly outputs: readonly (readonly number[])[];
  /** Bytes uploaded for the weights of each way. */
  readonly uploads: readonly number[];
}

/** Runs one convolution with either decoding, and with the GPU's by a grid that is folded. */
export async function runCoded(test: CodedCase, seed: number): Promise<CodedResult> {
  const gpu = await openGpu({ onError: console.error });
  const pipelines = new PipelineCache(gpu.device);
  const random = seededRandom(seed);
  const graph = optimizeGraph(codedGraph(test, random));
  const input = Float32Array.from({ length: 6 * 5 * test.channels }, () => random() - 0.5);
  const outputs: number[][] = [];
  const uploads: number[] = [];
  // Weights that Winograd's algorithm transforms are decoded on the CPU whatever the device could do.
  const lower = (given: Graph) => given;
  for (const way of ['gpu', 'cpu', 'gpu, folded']) {
    const { plan: straight } = scheduleGraph(graph, plainTarget('hardware'), {
      decoder: way === 'cpu' ? null : decoder,
      lower,
      kernels: ALL_KERNELS, // those beside the convolution are slices
    });
    const plan = way === 'gpu, folded' ? foldedInTwo(straight) : straight;
    const executor = await Executor.create(gpu, plan, pipelines);
    executor.writeInput('x', packNhwc4(input, [1, 6, 5, test.channels]));
    const [bytes] = await executor.run([{ output: 'y' }]);
    outputs.push([...new Uint32Array(bytes ?? [])]);
    const uploaded = [
      ...plan.constants.filter(({ isDecoded }) => !isDecoded),
      ...(plan.decoding?.constants ?? []),
    ];
    uploads.push(uploaded.reduce((sum, { byteLength }) => sum + byteLength, 0));
    executor.destroy();
  }
  gpu.release();
  return { outputs, uploads };
}

function codedGraph(test: CodedCase, random: () => number): Graph {
  const { channels, filters, kernel, density, before } = test;
  const shape = [filters, channels, kernel, kernel];
  const codes = Array.from({ length: filters * channels * kernel * kernel }, () =>
    random() * 100 < density ? 1 + Math.floor(random() * 255) : 0,
  );
  const codebook = Array.from({ length: 255 }, () => random() - 0.5);
  const layer = { name: 'conv', shape, codes, codebook };
  const [read] = readDeepCompression(writeDeepCompression([layer]), [layer]);
  if (!read) throw new RangeError('Nothing was read.');
  const net = new GraphBuilder('coded', 'nhwc', [slice]);
  const x = net.input('x', [1, 6, 5, channels]);
  const pad = kernel >> 1;
  const y = net.node('conv2d', 'conv', [x, net.constant('w', read.weights)], {
    kernel: [kernel, kernel],
    strides: [1, 1],
    pads: { top: pad, left: pad, bottom: pad, right: pad },
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
  });
  const beside = Array.from({ length: Math.ceil(before / channels) }, (_, i) =>
    net.node('slice', `beside${i}`, [x], {
      starts: [0, 0, 0, 0],
      steps: [1, 1, 1, 1],
      sizes: [1, 6, 5, Math.min(channels, before - i * channels)],
    }),
  );
  return net.build([net.node('concat', 'y', [...beside, y], {})]);
}
