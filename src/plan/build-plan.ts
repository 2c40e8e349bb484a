// The scheduler: a graph that went through the passes → a plan for one kind of adapter.
import { UnsupportedError } from '../errors';
import { type AnyNode, type Graph, storageOf, valueNamed } from '../graph/graph';
import { type Call, type Operand, operandInside, type PackedConstant } from '../kernels/kernel';
import { type Packing, packingOf } from '../kernels/packing';
import { isWeight } from '../ops/registry';
import { type Elements, FLOATS } from '../tensor/elements';
import { nhwc4Length, nhwc4Steps } from '../tensor/layout';
import { channelsOf, type Tensor } from '../tensor/tensor';
import { atOnce } from '../util/at-once';
import type { DecodedWeights } from './decode-weights';
import { lifetimesOf } from './lifetimes';
import {
  lazyConstant,
  type Plan,
  type PlanConstant,
  type PlanPipeline,
  type PlanStep,
  type Port,
} from './plan';
import { planPipeline } from './plan-pipeline';
import { ParamsCollector, type Program, pipelineKey, type Resource } from './program';
import { type Selection, selectKernel } from './select-kernel';
import { assignSlots, type SlotAssignment } from './slots';
import type { Target } from './target';

/** Plans what decodes the weights that files hold as codes: `decode-weights.ts`, once it is loaded. */
export type Decoder = Pick<
  typeof import('./decode-weights'),
  'decodingPipeline' | 'decodingProgram'
>;

/** Chooses the kernel and variant of a call; null where none computes it. */
export type KernelChoice = (call: Call, target: Target) => Selection | null;

/**
 * Plans a graph: one dispatch per node, in the graph's order.
 * @param select chooses kernels: the rules of `selectKernel`, or a test's or a measurement's own choice
 * @param decoder where the device decodes the weights that files hold as codes, which it does to 32-bit floats
 * @throws UnsupportedError listing every node that no kernel accepts.
 */
export function buildPlan(
  graph: Graph,
  target: Target,
  select: KernelChoice = selectKernel,
  decoder: Decoder | null = null,
): Plan {
  return atOnce(planSteps(graph, target, select, decoder));
}

/** `buildPlan`, with a stop ahead of all that it does for a node. */
export function* planSteps(
  graph: Graph,
  target: Target,
  select: KernelChoice,
  decoder: Decoder | null,
): Generator<void, Plan> {
  const calls: Call[] = [];
  const selections: (Selection | null)[] = [];
  for (const node of graph.nodes) {
    yield;
    const call = callOf(graph, node);
    calls.push(call);
    selections.push(select(call, target));
  }
  refuseUnsupported(graph, selections);
  const { elements } = target;
  const assignment = yield* assignSlots(lifetimesOf(graph), elements.byteLength);
  const collector = new StepCollector(graph, assignment, elements, decoder);
  for (const [index, node] of graph.nodes.entries()) {
    yield;
    const call = calls[index];
    const selection = selections[index];
    if (call && selection) collector.add(node, call, selection);
  }
  return {
    name: graph.name,
    adapter: target.kind,
    precision: elements.precision,
    inputs: graph.inputs.map((name) => portOf(graph, name, assignment)),
    outputs: graph.outputs.map((name) => portOf(graph, name, assignment)),
    slots: assignment.slots,
    constants: collector.constants,
    pipelines: collector.pipelines,
    params: collector.params.join(),
    steps: collector.steps,
    decoding: collector.decoding(),
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
function packOperand(tensor: Tensor): Packing {
  const { shape } = tensor;
  return packingOf(tensor, 'value', nhwc4Length(shape), function* () {
    const { data } = tensor; // computed now, of many
    yield;
    return yield* nhwc4Steps(data, shape);
  });
}

/** Gathers steps, and shares what they have in common. */
class StepCollector {
  readonly steps: PlanStep[] = [];
  readonly constants: PlanConstant[] = [];
  readonly pipelines: PlanPipeline[] = [];
  readonly params = new ParamsCollector();
  /** Weights that several nodes share are decoded once. */
  readonly #decoded = new Map<Packing, DecodedWeights>();
  readonly #pipelineIndexes = new Map<string, number>();

  constructor(
    readonly graph: Graph,
    readonly assignment: SlotAssignment,
    readonly elements: Elements,
    readonly decoder: Decoder | null,
  ) {}

  add(node: AnyNode, call: Call, selection: Selection): void {
    const { precision } = this.elements;
    const specialized = selection.kernel.specialize(call, selection.variant, precision);
    const { params, workgroups, constants } = specialized;
    const resources: Resource[] = [
      ...operandsOf(this.graph, node).map((name) => this.#operand(name)),
      ...constants.map((packed, index) => this.#weights(`${node.name}/${index}`, packed)),
      ...node.outputs.map((name) => this.#slot(name)),
      this.params.add(params),
    ];
    this.steps.push({
      node: node.name,
      op: node.op,
      pipeline: this.#pipelineIndex(planPipeline(selection, specialized, precision)),
      resources,
      workgroups,
    });
  }

  /** What fills the constants that are decoded; null where none is. */
  decoding(): Program | null {
    const { decoder } = this;
    if (!decoder || this.#decoded.size === 0) return null;
    const name = `weights of ${this.graph.name}`;
    const pipeline = this.#pipelineIndex(decoder.decodingPipeline());
    return decoder.decodingProgram(name, this.pipelines, pipeline, [...this.#decoded.values()]);
  }

  #slot(name: string): Resource {
    return { kind: 'slot', slot: slotIndex(this.graph, name, this.assignment) };
  }

  /** A constant that several nodes read is stored once, as it is packed alike for all of them. */
  #operand(name: string): Resource {
    const tensor = this.graph.constants.get(name);
    return tensor
      ? this.#constant(lazyConstant(name, packOperand(tensor), this.elements))
      : this.#slot(name);
  }

  #weights(name: string, { packing, coded, isOfElements }: PackedConstant): Resource {
    const decoder = this.elements === FLOATS ? this.decoder : null;
    if (!coded || !decoder) {
      return this.#constant(lazyConstant(name, packing, isOfElements ? this.elements : FLOATS));
    }
    this.#pipelineIndex(decoder.decodingPipeline());
    this.#decoded.set(packing, { name, constant: this.constants.length, ...coded });
    return this.#constant(lazyConstant(name, packing, FLOATS, true));
  }

  #constant(constant: PlanConstant): Resource {
    return { kind: 'constant', constant: this.constants.push(constant) - 1 };
  }

  #pipelineIndex(pipeline: PlanPipeline): number {
    const key = pipelineKey(pipeline);
    const known = this.#pipelineIndexes.get(key);
    if (known !== undefined) return known;
    const index = this.pipelines.push(pipeline) - 1;
    this.#pipelineIndexes.set(key, index);
    return index;
  }
}
