// Every figure of the documentation that a computer counts alike wherever it does: sizes, dispatches, parameters. Times are not
// among them.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { OP_CASES } from '../../e2e/corpus/onnx/index';
import { ALL_OPS } from '../../src/formats/onnx/all-ops';
import { FURTHER_OPERATORS } from '../../src/formats/tflite/further-operators';
import { costOfGraph } from '../../src/graph/cost';
import type { Graph } from '../../src/graph/graph';
import type { Model } from '../../src/graph/model';
import { readModel } from '../../src/index';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import {
  densenet,
  googlenet,
  paperCosts,
  resnet,
  sharedZeros,
  shufflenetV2,
  squeezenet,
} from '../../src/models/index';
import { CORE_OPS } from '../../src/ops/core-ops.gen';
import { FURTHER_OPS } from '../../src/ops/further-ops.gen';
import { buildPlan } from '../../src/plan/build-plan';
import * as decoder from '../../src/plan/decode-weights';
import type { Plan } from '../../src/plan/plan';
import { planReport, reportModel } from '../../src/plan/report';
import { scheduleGraph } from '../../src/plan/schedule';
import { selectKernel } from '../../src/plan/select-kernel';
import { plainTarget } from '../../src/plan/target.fixtures';
import { optimizeGraph } from '../../src/rewrites/all-passes';
import { appendTopK } from '../../src/rewrites/append-top-k';
import { toKindling } from '../../src/tools/index';
import { FULL_MOBILENET } from '../../weights/training/networks';
import { partSizes } from '../part-sizes.js';

const root = join(import.meta.dirname, '../..');
const trained = join(root, 'weights/trained');
/** Networks whose costs need no numbers. */
const weights = sharedZeros();

/** What one inference takes: bytes of activations are those of all slots. */
interface Inference {
  readonly dispatches: number;
  readonly pipelines: number;
  readonly weightBytes: number;
  readonly activationBytes: number;
  /** One dispatch for each node and one buffer for each value. */
  readonly naive: { readonly dispatches: number; readonly activationBytes: number };
}

/** All figures; docs/figures.json is this as JSON. */
export type Figures = Awaited<ReturnType<typeof countFigures>>;

/**
 * Counts all figures.
 * @param models The folder with the weights of the named models.
 * @throws Error where a file is missing there, or nothing is built.
 */
export async function countFigures(models: string) {
  const manifest: { models: { name: string; file: string; bytes: number }[] } = JSON.parse(
    readFileSync(join(root, 'weights/manifest.json'), 'utf8'),
  );
  const deepCompression = await readModel(readFileSync(join(models, 'compressed_SqueezeNet.net')));
  const quantized = await readModel(
    readFileSync(join(models, 'mobilenet_v1_0.25_224_quant.tflite')),
  );
  return {
    /** kB, gzip, rounded: the last bytes differ between versions of zlib. */
    downloads: Object.fromEntries(
      partSizes().map(({ name, bytes }) => [name, Math.round(bytes / 1000)]),
    ),
    /** Bytes. */
    files: Object.fromEntries(manifest.models.map(({ name, bytes }) => [name, bytes])),
    counts: {
      ops: CORE_OPS.length + FURTHER_OPS.length,
      kernels: ALL_KERNELS.length,
      variants: ALL_KERNELS.reduce((sum, { variants }) => sum + variants.length, 0),
      onnxOperators: ALL_OPS.converters.size,
      onnxConfigurations: OP_CASES.length,
      tfliteOperators: FURTHER_OPERATORS.converters.size,
    },
    /** As the rules choose for either kind of adapter, with the ranking. */
    squeezenetDeepCompression: {
      gpu: inferenceOf(deepCompression, scheduled('hardware')),
      software: inferenceOf(deepCompression, scheduled('software')),
      containerBytes: (await toKindling(deepCompression)).byteLength,
    },
    mobilenetQuantizedContainerBytes: (await toKindling(quantized)).byteLength,
    /** Every convolution as one dispatch, without the ranking. */
    networks: {
      'SqueezeNet 1.0, 227 pixels': inferenceOf(squeezenet({ version: '1.0', weights }), asTheyAre),
      'DenseNet-121, 224 pixels': inferenceOf(densenet({ depth: 121, weights }), asTheyAre),
      'DenseNet-BC (L = 100, k = 12), 32 pixels': inferenceOf(
        densenet({ depth: 100, bottleneck: true, weights }),
        asTheyAre,
      ),
      'GoogLeNet, 224 pixels': inferenceOf(googlenet({ weights }), asTheyAre),
      'ShuffleNet v2 1×, 224 pixels': inferenceOf(shufflenetV2({ weights }), asTheyAre),
      'ResNet-18, 224 pixels': inferenceOf(resnet({ weights }), asTheyAre),
    },
    trained: Object.fromEntries(await trainedNetworks()),
    fullMobilenet: costsOf(FULL_MOBILENET.build()),
    papers: paperCosts({
      compressedBytes: manifest.models.find(({ name }) => name === 'squeezenet1.0-dc')?.bytes ?? 0,
    }),
  };
}

type Planner = (model: Model) => { graph: Graph; plan: Plan };

const scheduled =
  (kind: 'hardware' | 'software'): Planner =>
  ({ graph }) =>
    scheduleGraph(optimizeGraph(appendTopK(graph, 'prob')), plainTarget(kind, true), {
      kernels: ALL_KERNELS,
      // Devices but software ones decode weights themselves.
      decoder: kind === 'hardware' ? decoder : null,
    });

const asTheyAre: Planner = (model) => {
  const graph = optimizeGraph(model.graph);
  const target = plainTarget('hardware', true);
  return {
    graph,
    plan: buildPlan(graph, target, (call, on) => selectKernel(call, on, ALL_KERNELS)),
  };
};

function inferenceOf(model: Model, planner: Planner): Inference {
  const { graph, plan } = planner(model);
  const report = reportModel(graph, planReport(plan), {
    name: '',
    byteLength: 0,
    graph: model.graph,
  });
  const { dispatches, pipelines, weightBytes, activationBytes, naive } = report;
  return { dispatches, pipelines, weightBytes, activationBytes, naive };
}

/** The networks of weights/training/, by their files. */
async function trainedNetworks() {
  const ids = readdirSync(trained)
    .filter((file) => file.endsWith('.kindling') && !file.endsWith('-compressed.kindling'))
    .map((file) => file.slice(0, -'.kindling'.length))
    .sort();
  const entries = ids.map(async (id) => {
    const model = await readModel(readFileSync(join(trained, `${id}.kindling`)));
    const bytesOf = (name: string) => statSync(join(trained, `${name}.kindling`)).size;
    const sizes = { bytes: bytesOf(id), compressedBytes: bytesOf(`${id}-compressed`) };
    return [id, { ...costsOf(model), ...sizes }] as const;
  });
  return Promise.all(entries);
}

function costsOf({ graph }: Model) {
  const { parameters, macs } = costOfGraph(graph);
  return { parameters, macs };
}
