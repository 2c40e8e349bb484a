// A network ready to run by the SIMD kernels: values have places in one arena, of which parts of concatenations are parts.

import { type AnyNode, type Graph, storageOf, valueNamed } from '../../graph/graph';
import { channelsOf, type Shape, type Tensor, zeros } from '../../tensor/tensor';
import { product } from '../../util/math';
import { own } from '../../util/own';
import type { Network } from '../engine';
import type { Pause, RunRequest, RunResult } from '../network';
import { assignOffsets, type Tenant } from './arena';
import { computeUnit, Recorder, type Unit } from './calls';
import { prepareNode } from './kernels';
import type { Operand, Phase, SimdKernel, Workplace } from './simd-kernel';
import { isDense, LINE, SimdMemory, type Span, spanAt } from './simd-memory';
import { type OpenSimd, openSimd } from './simd-module';
import { ALONE, type Crew, Team } from './team';

interface Step {
  readonly node: AnyNode;
  readonly phases: readonly ReadyPhase[];
}

/** A phase in JavaScript, or the units of one in WebAssembly. */
interface ReadyPhase {
  readonly run: (() => void) | null;
  readonly units: readonly Unit[];
  /** By which number the helpers know it; null where this thread computes it alone. */
  readonly shared: number | null;
}

/** What networks that share weights have in common. */
interface Home {
  readonly simd: OpenSimd;
  readonly memory: SimdMemory;
  /** Whether threads share it. */
  readonly isShared: boolean;
}

async function openHome(isShared: boolean): Promise<Home> {
  const simd = await openSimd(isShared);
  return { simd, memory: new SimdMemory(simd.memory), isShared };
}

/** A network on the CPU, in WebAssembly. Runs follow one another: all use the same places. */
export class SimdNetwork {
  /** The kernel of each node, in order. */
  readonly kernels: readonly string[];
  /** Bytes of all values. */
  readonly activationBytes: number;
  readonly #steps: readonly Step[];
  readonly #home: Home;
  readonly #spans: ReadonlyMap<string, Span>;
  readonly #arena: Places['arena'];
  readonly #graph: Graph;
  #team: Team | null;
  /** Ends when the last run that was asked for does. */
  #last: Promise<unknown> = Promise.resolve();

  private constructor(
    graph: Graph,
    home: Home,
    team: Team | null,
    { spans, arena }: Places,
    steps: readonly Step[],
    names: readonly string[],
  ) {
    this.#graph = graph;
    this.#home = home;
    this.#team = team;
    this.#spans = spans;
    this.#arena = arena;
    this.#steps = steps;
    this.kernels = names;
    this.activationBytes = arena.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /**
   * Gives values their places and lays out the weights, node by node: in the memory of another network, where one is given, so that what
   * both make of one tensor is there once.
   * @throws RangeError where memory does not suffice
   */
  static readonly create = async (
    graph: Graph,
    pause: Pause | null,
    crew: Crew = ALONE,
    beside: Network | null = null,
  ): Promise<SimdNetwork> => {
    const theirs = beside instanceof SimdNetwork ? beside.#home : null;
    let team = theirs?.isShared === false ? null : Team.start(crew);
    let places: Places | null = null;
    try {
      const home =
        theirs ??
        (await openHome(team !== null).catch(() => {
          // There may be no memory that threads share.
          team?.close();
          team = null;
          return openHome(false);
        }));
      const { simd, memory } = home;
      const { kernels: module } = simd;
      const kernels = graph.nodes.map((node) => prepareNode(node, operandsOf(graph, node)));
      places = placesOf(graph, kernels, memory, team?.size ?? 1);
      const { spans, scratch, between } = places;
      const recorder = new Recorder(module);
      const ready = (phase: Phase): ReadyPhase => {
        const { isJavaScript, run, units } = phase;
        if (isJavaScript) return { run: () => run(0, 0), units: [], shared: null };
        const unitsOf = (thread: number) => recorder.record(phase, scratch[thread] ?? 0);
        return { run: null, units: unitsOf(0), shared: team?.share(unitsOf, units) ?? null };
      };
      const steps: Step[] = [];
      for (const [index, node] of graph.nodes.entries()) {
        if (pause) await pause();
        const workplace: Workplace = {
          ...{ kernels: recorder.kernels, module, memory, between: between[index] ?? 0 },
          input: (position) => placeOf(node.inputs[position] ?? '', graph, spans, memory),
          output: (position) => placeOf(node.outputs[position] ?? '', graph, spans, memory),
        };
        steps.push({ node, phases: kernels[index]?.place(workplace).map(ready) ?? [] });
      }
      team?.begin(simd);
      const names = kernels.map(({ name }) => name);
      return new SimdNetwork(graph, home, team, places, steps, names);
    } catch (error) {
      team?.close();
      for (const { at, bytes } of places?.arena ?? []) theirs?.memory.free(at, bytes);
      throw error;
    }
  };

  /** Ends the other threads, and leaves the values' places to other networks once no run is under way; weights stay with the memory. */
  dispose(): void {
    this.#team?.close();
    this.#team = null;
    const { memory } = this.#home;
    void this.#last.then(() => {
      for (const { at, bytes } of this.#arena.splice(0)) memory.free(at, bytes);
    });
  }

  /** Computes one inference, behind those that were asked for before. `pause` is awaited between pieces of work. */
  readonly run = (request: RunRequest, pause: Pause | null): Promise<RunResult> => {
    const run = this.#last.then(() => this.#compute(request, pause));
    this.#last = run.catch(() => undefined);
    return run;
  };

  async #compute({ inputs, outputs }: RunRequest, pause: Pause | null): Promise<RunResult> {
    const tensors = new Map<string, Tensor>();
    const keep = (name: string) => {
      if (!tensors.has(name)) tensors.set(name, this.#read(name, inputs));
    };
    for (const [name, tensor] of Object.entries(inputs)) {
      const span = this.#spans.get(name);
      if (span) this.#home.memory.write(span, tensor);
    }
    const durationsMs = this.#steps.map(() => 0);
    const end = outputs === 'all' ? this.#steps.length : this.#stepsTo(outputs);
    for (const [index, { node, phases }] of this.#steps.slice(0, end).entries()) {
      // What is read may be a whole whose parts several nodes have written; behind the last that reads it, it may be gone.
      if (outputs === 'all') for (const name of node.inputs) keep(name);
      const start = performance.now();
      for (const phase of phases) await this.#runPhase(phase, pause);
      durationsMs[index] = performance.now() - start;
      if (outputs === 'all') for (const name of node.outputs) keep(name);
    }
    for (const name of outputs === 'all' ? this.#graph.outputs : outputs) keep(name);
    return { tensors, durationsMs };
  }

  async #runPhase({ run, units, shared }: ReadyPhase, pause: Pause | null): Promise<void> {
    if (pause) await pause();
    run?.();
    if (shared !== null && this.#team) {
      const compute = (unit: number) => computeUnit(this.#home.simd.kernels, units[unit] ?? []);
      if (await this.#team.run(shared, units.length, compute, pause)) return;
      this.#team = null;
    }
    for (const [index, unit] of units.entries()) {
      if (pause && index > 0) await pause();
      computeUnit(this.#home.simd.kernels, unit);
    }
  }

  /** Steps up to the last one that writes any of these; all where none is asked for. */
  #stepsTo(outputs: readonly string[]): number {
    if (outputs.length === 0) return this.#steps.length;
    const rootOf = (name: string) => storageOf(this.#graph, name).root;
    const roots = new Set(outputs.map(rootOf));
    return (
      this.#steps.findLastIndex(({ node }) => node.outputs.some((y) => roots.has(rootOf(y)))) + 1
    );
  }

  #read(name: string, inputs: Readonly<Record<string, Tensor>>): Tensor {
    const given = own(inputs, name) ?? this.#graph.constants.get(name);
    if (given) return given;
    const span = this.#spans.get(name);
    return span ? this.#home.memory.read(span) : zeros([0]);
  }
}

function operandsOf(graph: Graph, node: AnyNode) {
  const operand = (name: string): Operand => {
    const { shape } = valueNamed(graph, name);
    const root = valueNamed(graph, storageOf(graph, name).root).shape;
    const isOne = isDense(spanAt(0, shape, 'f32', channelsOf(root)));
    return { shape, tensor: graph.constants.get(name), isDense: isOne };
  };
  return { inputs: node.inputs.map(operand), outputs: node.outputs.map(operand) };
}

interface Places {
  readonly spans: Map<string, Span>;
  /** Of each node, for what its phases leave to one another. */
  readonly between: readonly number[];
  /** Of each thread. */
  readonly scratch: readonly number[];
  /** All of them, as they are given back. */
  readonly arena: { readonly at: number; readonly bytes: number }[];
}

/**
 * Inputs and outputs of the network keep their places throughout, other values from the first node that writes any of their parts to
 * the last that reads one, and what a node's phases leave to one another while it runs. Threads keep their scratch memory.
 */
function placesOf(
  graph: Graph,
  kernels: readonly SimdKernel[],
  memory: SimdMemory,
  threads: number,
): Places {
  const tenants = new Map<string, Tenant>();
  const end = graph.nodes.length;
  const use = (name: string, first: number, last: number) => {
    if (graph.constants.has(name)) return;
    const { root } = storageOf(graph, name);
    const before = tenants.get(root);
    tenants.set(root, {
      bytes: 4 * product(valueNamed(graph, root).shape),
      first: Math.min(before?.first ?? first, first),
      last: Math.max(before?.last ?? last, last),
    });
  };
  for (const name of graph.inputs) use(name, 0, end);
  for (const [step, node] of graph.nodes.entries()) {
    for (const name of [...node.inputs, ...node.outputs]) use(name, step, step);
  }
  for (const name of graph.outputs) use(name, end, end);
  const between = kernels.map(({ betweenBytes = 0 }, step) => ({
    ...{ bytes: betweenBytes, first: step, last: step },
  }));
  const { offsets, bytes } = assignOffsets([...tenants.values(), ...between], LINE);
  const arena: Places['arena'] = [];
  const allocate = (wanted: number) => {
    const at = memory.allocate(wanted);
    arena.push({ at, bytes: wanted });
    return at;
  };
  const base = allocate(bytes);
  const scratchBytes = kernels.reduce((most, kernel) => Math.max(most, kernel.scratchBytes), 0);
  const scratch = Array.from({ length: threads }, () => allocate(scratchBytes));
  const roots = new Map(
    [...tenants.keys()].map((name, index) => [name, base + (offsets[index] ?? 0)]),
  );
  const spans = new Map<string, Span>();
  for (const name of graph.values.keys()) {
    const { root, channelOffset } = storageOf(graph, name);
    const at = roots.get(root);
    if (at === undefined) continue;
    const { shape, dtype } = valueNamed(graph, name);
    const rootShape: Shape = valueNamed(graph, root).shape;
    spans.set(name, spanAt(at + 4 * channelOffset, shape, dtype, channelsOf(rootShape)));
  }
  return {
    spans,
    between: between.map((_, step) => base + (offsets[roots.size + step] ?? 0)),
    scratch,
    arena,
  };
}

/** Where a value is; a constant is stored the first time that a kernel asks for it. */
function placeOf(name: string, graph: Graph, spans: Map<string, Span>, memory: SimdMemory): Span {
  const known = spans.get(name);
  if (known) return known;
  const { shape, dtype } = valueNamed(graph, name);
  const at = memory.hold(graph.constants.get(name), product(shape));
  const span = spanAt(at, shape, dtype, channelsOf(shape));
  spans.set(name, span);
  return span;
}
