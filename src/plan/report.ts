// What a model costs and how it runs, for `inspect`: plain JSON.

import { costOfGraph, costOfNodes } from '../graph/cost';
import { type Graph, storageOf, valueNamed } from '../graph/graph';
import type { Precision } from '../tensor/elements';
import { nhwc4ByteLength } from '../tensor/layout';
import { channelsOf, type Shape } from '../tensor/tensor';
import type { AdapterKind } from '../util/adapter-kind';
import { activationByteLength, type Plan, uploadByteLength, weightByteLength } from './plan';

/** What computes: the GPU, or the CPU where a caller chose it. */
export type BackendKind = 'webgpu' | 'cpu';

/** One dispatch of a model. */
export interface LayerReport {
  readonly name: string;
  readonly op: string;
  readonly kernel: string;
  readonly variant: string;
  /** The layers whose results it reads, of a concatenation all that lie in it; or the network's input. */
  readonly inputs: readonly string[];
  /** NHWC or [n, c]. */
  readonly outputShape: Shape;
  readonly parameters: number;
  /** Multiply-adds. */
  readonly macs: number;
  /** Slots that it writes. */
  readonly slot: number;
  readonly workgroups: readonly [number, number, number];
}

/** What the graph would take as it was read: a dispatch for every node, concats too, and a buffer for every value. */
export interface NaivePlan {
  readonly dispatches: number;
  /** Values as NHWC4, like those of the plan. */
  readonly activationBytes: number;
}

/** A whole model. */
export interface ModelReport {
  readonly model: string;
  readonly backend: BackendKind;
  readonly adapter: AdapterKind;
  /** What the network computes and is stored in. */
  readonly precision: Precision;
  /** Of the network as it was read: what the passes fold, add or leave out is in `layers`. */
  readonly parameters: number;
  readonly macs: number;
  readonly bytesOnDisk: number;
  /** Packed weights on the GPU. */
  readonly weightBytes: number;
  /** What crosses to the GPU when the model is loaded: weights, packed or coded, and the dispatches' parameters. */
  readonly uploadBytes: number;
  /** All slots: as they are held throughout, this is also the peak. */
  readonly activationBytes: number;
  readonly dispatches: number;
  readonly naive: NaivePlan;
  readonly pipelines: number;
  readonly slots: readonly { readonly byteLength: number }[];
  readonly layers: readonly LayerReport[];
  /** Kernels that the device does without, by name, and why: its compiler refused them, or the self-check found them wrong. */
  readonly struck: Readonly<Record<string, string>>;
}

/** What a model was made of: its file, and the graph as it was read, before the passes. */
export interface ModelOrigin {
  readonly name: string;
  readonly byteLength: number;
  readonly graph: Graph;
}

/** What a backend makes of a graph: what is in its report besides shapes and costs. */
export interface PlacementReport
  extends Pick<
    ModelReport,
    | 'backend'
    | 'adapter'
    | 'precision'
    | 'weightBytes'
    | 'uploadBytes'
    | 'activationBytes'
    | 'pipelines'
    | 'slots'
    | 'struck'
  > {
  /** Of each node, in order. */
  readonly layers: readonly Pick<LayerReport, 'kernel' | 'variant' | 'slot' | 'workgroups'>[];
}

/** Reports on a graph where it is computed. */
export function reportModel(
  graph: Graph,
  { layers, ...placement }: PlacementReport,
  origin: ModelOrigin,
): ModelReport {
  const { parameters, macs } = costOfGraph(origin.graph);
  return {
    model: origin.name,
    ...placement,
    ...{ parameters, macs },
    bytesOnDisk: origin.byteLength,
    dispatches: graph.nodes.length,
    naive: naivePlan(origin.graph),
    layers: layerReports(graph, layers),
  };
}

/** What a plan says of itself. */
export function planReport(plan: Plan): PlacementReport {
  return {
    backend: 'webgpu',
    adapter: plan.adapter,
    precision: plan.precision,
    weightBytes: weightByteLength(plan),
    uploadBytes: uploadByteLength(plan),
    activationBytes: activationByteLength(plan),
    pipelines: plan.pipelines.length,
    slots: plan.slots,
    struck: {},
    layers: plan.steps.map(({ pipeline: index, resources, workgroups }) => {
      const pipeline = plan.pipelines[index];
      const written = resources.findLast((resource) => resource.kind === 'slot');
      return {
        kernel: pipeline?.shader ?? '',
        variant: pipeline?.id ?? '',
        slot: written?.kind === 'slot' ? written.slot : 0,
        workgroups,
      };
    }),
  };
}

function naivePlan({ nodes, values, constants }: Graph): NaivePlan {
  const computed = [...values.values()].filter(({ name }) => !constants.has(name));
  return {
    dispatches: nodes.length,
    activationBytes: computed.reduce((sum, { shape }) => sum + nhwc4ByteLength(shape), 0),
  };
}

function layerReports(graph: Graph, layers: PlacementReport['layers']): LayerReport[] {
  const costs = costOfNodes(graph);
  const sources = sourcesOf(graph);
  return graph.nodes.map(({ name, op, outputs }, index) => ({
    ...{ name, op, kernel: '', variant: '', slot: 0, workgroups: [1, 1, 1] },
    ...layers[index],
    inputs: sources[index] ?? [],
    outputShape: valueNamed(graph, outputs[0] ?? '').shape,
    parameters: costs[index]?.parameters ?? 0,
    macs: costs[index]?.macs ?? 0,
  }));
}

/** For each node, the nodes that wrote what it reads, channel by channel. */
function sourcesOf(graph: Graph): string[][] {
  const written = new Map<string, (Channels & { readonly node: string })[]>();
  return graph.nodes.map((node) => {
    const read = node.inputs.filter((name) => !graph.constants.has(name));
    const sources = read.flatMap((name) => {
      const channels = channelsIn(graph, name);
      const writers = written.get(channels.root)?.filter((other) => overlap(other, channels)) ?? [];
      return writers.length > 0 ? writers.map((writer) => writer.node) : [name];
    });
    for (const name of node.outputs) {
      const channels = channelsIn(graph, name);
      const others = written.get(channels.root) ?? [];
      others.push({ node: node.name, ...channels });
      written.set(channels.root, others);
    }
    return [...new Set(sources)];
  });
}

/** A range of channels of what is stored under one name. */
interface Channels {
  readonly root: string;
  readonly first: number;
  readonly end: number;
}

function channelsIn(graph: Graph, name: string): Channels {
  const { root, channelOffset } = storageOf(graph, name);
  const count = channelsOf(valueNamed(graph, name).shape);
  return { root, first: channelOffset, end: channelOffset + count };
}

/** Of one root. */
function overlap(a: Channels, b: Channels): boolean {
  return a.first < b.end && b.first < a.end;
}
