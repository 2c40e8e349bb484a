// The scheduler: a graph that went through the passes → a plan for one kind of adapter.
import { UnsupportedError } from '../errors';
import { type AnyNode, type Graph, storageOf, valueNamed } from '../graph/graph';
import { type Call, type Operand, operandInside, type PackedConstant } from '../kernels/kernel';
import { isWeight } from '../ops/registry';
import { type Elements, FLOATS } from '../tensor/elements';
import { packNhwc4 } from '../tensor/layout';
import { channelsOf, type Tensor } from '../tensor/tensor';
import { roundUp } from '../util/math';
import { decodeInto } from './decode-weights';
import { lifetimesOf } from './lifetimes';
import {
  decodedConstant,
  lazyConstant,
  type Plan,
  type PlanConstant,
  type PlanPipeline,
  type Port,
  pipelineKey,
  type Resource,
  type Step,
} from './plan';
import { decodingPipeline, planPipeline } from './plan-pipeline';
import { type Selection, selectKernel } from './select-kernel';
import { assignSlots, type SlotAssignment } from './slots';
import type { Target } from './target';

/** WebGPU's default minUniformBufferOffsetAlignment, which every adapter has. */
const UNIFORM_ALIGNMENT = 256;

/** Chooses the kernel and variant of a call; null where none computes it. */
export type KernelChoice = (call: Call, target: Target) => Selection | null;

/**
 * Plans a graph: one dispatch per node, in the graph's order. `select` chooses kernels: the rules of
 * `selectKernel`, or a test's or a measurement's own choice. `decodesWeights`: whether the device decodes the weights that
 * files hold as codes (arXiv:1510.00149), where it can.
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function buildPlan(
  graph: Graph,
  target: Target,
  select: KernelChoice = selectKernel,
  decodesWeights = false,
): Plan {
  const calls = graph.nodes.map((node) => callOf(graph, node));
  const selections = calls.map((call) => select(call, target));
  refuseUnsupported(graph, selections);
  const { elements } = target;
  const assignment = assignSlots(lifetimesOf(graph), elements.byteLength);
  const collector = new StepCollector(graph, assignment, elements, decodesWeights);
  for (const [index, node] of graph.nodes.entries()) {
    const call = calls[index];
    const selection = selections[index];
    if (call && selection) collector.add(node, call, selection);
  }
  return {
    graph: graph.name,
    adapter: target.kind,
    precision: elements.precision,
    inputs: graph.inputs.map((name) => portOf(graph, name, assignment)),
    outputs: graph.outputs.map((name) => portOf(graph, name, assignment)),
    slots: assignment.slots,
    constants: collector.constants,
    pipelines: [...collector.pipelines.values()],
    params: collector.params(),
    steps: collector.steps,
  };
}

/** A node as kernels see it: operands with their places in buffers, weights apart. */
export function callOf(graph: Graph, node: AnyNode): Call {
  return {
    op: node.op,
    attributes: node.attributes,
    inputs: operandsOf(graph, node).map((name) => operandOf(graph, name)),
    outputs: node.outputs.map((name) => operandOf(graph, name)),
    constants: weightsOf(graph, node),
  };
}

/** The constants that the node's kernel packs for itself. */
function weightsOf(graph: Graph, node: AnyNode): Tensor[] {
  return node.inputs.flatMap((name, position) =>
    isWeight(node.op, position) ? (graph.constants.get(name) ?? []) : [],
  );
}

/** The inputs that lie in buffers as values do: computed ones, and constants that are not weights. */
function operandsOf(graph: Graph, node: AnyNode): string[] {
  return node.inputs.filter(
    (name, position) => !(isWeight(node.op, position) && graph.constants.has(name)),
  );
}

function operandOf(graph: Graph, name: string): Operand {
  const { root, channelOffset } = storageOf(graph, name);
  const bufferChannels = channelsOf(valueNamed(graph, root).shape);
  return operandInside(valueNamed(graph, name).shape, channelOffset, bufferChannels);
}

/** Where a value lies. @throws UnsupportedError for a constant */
export function portOf(graph: Graph, name: string, assignment: SlotAssignment): Port {
  const { shape, dtype } = valueNamed(graph, name);
  const slot = slotIndex(graph, name, assignment);
  return { name, shape, dtype, slot, span: operandOf(graph, name).span };
}

function slotIndex(graph: Graph, name: string, { slotOf }: SlotAssignment): number {
  const slot = slotOf.get(storageOf(graph, name).root);
  if (slot === undefined) {
    throw new UnsupportedError(
      `Value "${name}" of "${graph.name}" is a constant, which no plan computes.`,
    );
  }
  return slot;
}

function refuseUnsupported(graph: Graph, selections: readonly (Selection | null)[]): void {
  const missing = graph.nodes.filter((_, index) => !selections[index]);
  if (missing.length === 0) return;
  const list = missing.map(({ name, op }) => `"${name}" (${op})`).join(', ');
  throw new UnsupportedError(
    `No kernel computes ${missing.length} of the ${graph.nodes.length} nodes of "${graph.name}": ${list}.`,
  );
}

/** A constant as values lie in buffers. */
function packOperand({ data, shape }: Tensor): Float32Array<ArrayBuffer> {
  return packNhwc4(Float32Array.from(data), shape);
}

/** Gathers steps, and shares what they have in common. */
class StepCollector {
  readonly steps: Step[] = [];
  readonly constants: PlanConstant[] = [];
  readonly pipelines = new Map<string, PlanPipeline>();
  readonly #stored = new Map<string, Resource>();
  readonly #params: ArrayBuffer[] = [];
  #paramsByteLength = 0;

  constructor(
    readonly graph: Graph,
    readonly assignment: SlotAssignment,
    readonly elements: Elements,
    readonly decodesWeights: boolean,
  ) {}

  add(node: AnyNode, call: Call, selection: Selection): void {
    const { precision } = this.elements;
    const specialized = selection.kernel.specialize(call, selection.variant, precision);
    const { params, workgroups, constants } = specialized;
    const resources: Resource[] = [
      ...operandsOf(this.graph, node).map((name) => this.#operand(name)),
      ...constants.map((packed, index) => this.#weights(`${node.name}/${index}`, packed)),
      ...node.outputs.map((name) => this.#slot(name)),
      this.#uniform(params),
    ];
    this.steps.push({
      node: node.name,
      op: node.op,
      pipeline: this.#pipelineIndex(planPipeline(selection, specialized, precision)),
      resources,
      workgroups,
    });
  }

  /** All Params one after the other, each at an aligned offset. */
  params(): ArrayBuffer {
    const bytes = new Uint8Array(this.#paramsByteLength);
    for (const [index, params] of this.#params.entries()) {
      const resource = this.steps[index]?.resources.at(-1);
      if (resource?.kind === 'params') bytes.set(new Uint8Array(params), resource.offset);
    }
    return bytes.buffer;
  }

  #slot(name: string): Resource {
    return { kind: 'slot', slot: slotIndex(this.graph, name, this.assignment) };
  }

  /** A constant that several nodes read is stored once. */
  #operand(name: string): Resource {
    const tensor = this.graph.constants.get(name);
    if (!tensor) return this.#slot(name);
    const stored =
      this.#stored.get(name) ??
      this.#constant(lazyConstant(name, () => packOperand(tensor), this.elements));
    this.#stored.set(name, stored);
    return stored;
  }

  #weights(name: string, { pack, coded, isOfElements }: PackedConstant): Resource {
    // Devices decode to 32-bit floats.
    const isDecoded = this.decodesWeights && this.elements === FLOATS;
    if (!coded || !isDecoded) {
      return this.#constant(lazyConstant(name, pack, isOfElements ? this.elements : FLOATS));
    }
    const decoding = decodeInto(coded.layout, coded.weights);
    const pipeline = this.#pipelineIndex(decodingPipeline(decoding));
    return this.#constant(decodedConstant(name, pack, { ...decoding, pipeline }));
  }

  #constant(constant: PlanConstant): Resource {
    return { kind: 'constant', constant: this.constants.push(constant) - 1 };
  }

  #uniform(params: ArrayBuffer): Resource {
    const offset = this.#paramsByteLength;
    this.#params.push(params);
    this.#paramsByteLength = roundUp(offset + params.byteLength, UNIFORM_ALIGNMENT);
    return { kind: 'params', offset, byteLength: params.byteLength };
  }

  #pipelineIndex(pipeline: PlanPipeline): number {
    const key = pipelineKey(pipeline);
    if (!this.pipelines.has(key)) this.pipelines.set(key, pipeline);
    return [...this.pipelines.keys()].indexOf(key);
  }
}
