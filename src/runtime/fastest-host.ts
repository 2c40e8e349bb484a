// WebGPU and the CPU both, and of them what is faster for each model: timed when that is first loaded, known from then on. Loaded
// only where it is asked for.
import { simdHash } from '../cpu/wasm/simd-hash.gen';
import { simdRefusal } from '../cpu/wasm/simd-refusal';
import { KindlingError } from '../errors';
import { costOfGraph } from '../graph/cost';
import { callOf } from '../plan/build-plan';
import type { BackendKind } from '../plan/report';
import { sha256Hex } from '../store/sha256';
import { callKey } from '../tune/call-key';
import { type Round, race } from '../tune/race';
import { type KeptChoice, readChoices, writeChoices } from '../tune/tuning-store';
import type { Backend, ModelParts } from './backend';
import type { BackendChoice, Purpose } from './backend-choice';
import { type Admitted, Host } from './host';
import { inferAsUsed } from './infer-as-used';

/** Of two that are equally fast, the first. */
const KINDS: readonly BackendKind[] = ['webgpu', 'cpu'];
const OTHER = { webgpu: 'cpu', cpu: 'webgpu' } as const;

/** What took twice as long once is slower. */
const ROUNDS: readonly Round[] = [
  { runs: 1, slack: 2 },
  { runs: 2, slack: 1.25 },
  { runs: 4, slack: 1 },
];

/** No further inference is timed after so many milliseconds. */
const BUDGET_MS = 2000;

/** Bytes of weights, as float32, of a model that is held twice while it is timed. */
const MOST_BYTES = 256 * 2 ** 20;

/** Inferences under way at once. */
const IN_FLIGHT: Readonly<Record<Purpose, number>> = { latency: 1, throughput: 4 };

/** How is chosen. What is not given is as it is for users. */
export interface FastestSettings {
  readonly purpose: Purpose;
  readonly openCpu: () => Promise<Backend>;
  /** Of the CPU at most, where the caller said so. */
  readonly threads?: number | undefined;
  /** Milliseconds since some moment. */
  readonly now?: () => number;
  readonly mostBytes?: number;
}

/** What is said of a choice besides what it is for. */
type Decision = Pick<BackendChoice, 'backend' | 'by' | 'medianMs'> & Partial<BackendChoice>;

/** A device with its models, and beside it the CPU with those that it computes faster. */
export class FastestHost extends Host {
  readonly #settings: Required<FastestSettings>;
  #cpu: Promise<Host> | null = null;
  /** What was measured on this adapter, for where nothing can be kept. */
  readonly #known = new Map<string, KeptChoice>();
  /** The last load that may measure: they would disturb one another. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(gpu: Backend, settings: FastestSettings) {
    super(gpu);
    this.#settings = {
      ...{ now: () => performance.now(), mostBytes: MOST_BYTES, threads: undefined },
      ...settings,
    };
  }

  /**
   * Makes a model ready where it is faster; where that is not known, on both first. What refuses it, or fails, is left out.
   * @throws what the one that is tried first throws, when both refuse; the signal's reason
   */
  override async admit(parts: ModelParts): Promise<Admitted> {
    const entry = await this.#entryOf(parts);
    const kept = await this.#find(entry, parts);
    if (kept) return this.#admitFirst({ ...kept, by: 'kept' }, parts);
    if (costOfGraph(parts.model.graph).weightBytes > this.#settings.mostBytes) {
      const backend = this.backend.adapter.kind === 'hardware' ? 'webgpu' : 'cpu';
      return this.#admitFirst({ backend, by: 'size', medianMs: null }, parts);
    }
    const turn = this.#turn.then(async () => {
      parts.signal?.throwIfAborted();
      // A load before this one may have been of the same network.
      const found = await this.#find(entry, parts);
      return found
        ? this.#admitFirst({ ...found, by: 'kept' }, parts)
        : this.#measure(entry, parts);
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Takes another device: what was measured on the last one says nothing of it. */
  override moveTo(backend: Backend): void {
    super.moveTo(backend);
    this.#known.clear();
  }

  override close(): void {
    super.close();
    this.#cpu?.then((host) => host.close()).catch(() => undefined);
  }

  /** On one of them, or on the other one where that refuses. */
  async #admitFirst(decision: Decision, parts: ModelParts): Promise<Admitted> {
    const { backend: first } = decision;
    const other = OTHER[first];
    try {
      return this.#chosen(await this.#admitOn(first, parts), decision);
    } catch (error) {
      const refusal = refusalOf(error, parts);
      const admitted = await this.#admitOn(other, parts).catch((own) => {
        refusalOf(own, parts);
        throw refusal;
      });
      return this.#chosen(admitted, refused(other, refusal));
    }
  }

  /** On both, and in the end on the faster one alone. */
  async #measure(entry: string, parts: ModelParts): Promise<Admitted> {
    const admitted = new Map<BackendKind, Admitted>();
    const refusals = new Map<BackendKind, KindlingError>();
    let winner: Admitted | undefined;
    try {
      const trials = await Promise.allSettled(KINDS.map((kind) => this.#admitOn(kind, parts)));
      const faults: [BackendKind, unknown][] = [];
      for (const [at, kind] of KINDS.entries()) {
        const trial = trials[at];
        if (trial?.status === 'fulfilled') admitted.set(kind, trial.value);
        else faults.push([kind, trial?.reason]);
      }
      for (const [kind, fault] of faults) refusals.set(kind, refusalOf(fault, parts));
      const medianMs = refusals.size === 0 ? await this.#time(admitted, refusals, parts) : null;
      const able = KINDS.filter((kind) => !refusals.has(kind));
      const [first] = able.toSorted((a, b) => (medianMs?.[a] ?? 0) - (medianMs?.[b] ?? 0));
      if (!first) throw refusals.get('webgpu');
      const refusal = refusals.get(OTHER[first]);
      if (medianMs && !refusal) await this.#keep(entry, parts, { backend: first, medianMs });
      parts.signal?.throwIfAborted();
      winner = admitted.get(first) as Admitted;
      return this.#chosen(
        winner,
        refusal ? refused(first, refusal) : { backend: first, by: 'measured', medianMs },
      );
    } finally {
      for (const each of admitted.values()) {
        if (each !== winner) each.host.dismiss(each.resident);
      }
    }
  }

  /** Median milliseconds of an inference by each; infinite where it fails, and the refusals have why. */
  async #time(
    admitted: ReadonlyMap<BackendKind, Admitted>,
    refusals: Map<BackendKind, KindlingError>,
    parts: ModelParts,
  ): Promise<Record<BackendKind, number>> {
    const { model, signal } = parts;
    const { now, purpose } = this.#settings;
    const inFlight = IN_FLIGHT[purpose];
    const end = now() + BUDGET_MS;
    const warm = new Set<BackendKind>();
    const infer = (kind: BackendKind, times: number) => {
      const { host, resident } = admitted.get(kind) as Admitted;
      const one = () => inferAsUsed(model, resident.ready(), signal);
      return host.attempt(() => Promise.all(Array.from({ length: times }, one)));
    };
    const time = async (kind: BackendKind) => {
      signal?.throwIfAborted();
      try {
        // What is compiled or laid out by the first inference is no part of later ones.
        if (!warm.has(kind)) await infer(kind, 1);
        warm.add(kind);
        const start = now();
        await infer(kind, inFlight);
        return (now() - start) / inFlight;
      } catch (error) {
        refusals.set(kind, refusalOf(error, parts));
        return Number.POSITIVE_INFINITY;
      }
    };
    const isOver = () => now() > end;
    const { times } = await race(KINDS, time, () => undefined, { rounds: ROUNDS, isOver });
    const msOf = (kind: BackendKind) => times.get(kind) ?? Number.POSITIVE_INFINITY;
    return { webgpu: msOf('webgpu'), cpu: msOf('cpu') };
  }

  async #find(entry: string, { precision }: ModelParts): Promise<KeptChoice | undefined> {
    const known = this.#known.get(entry);
    return known ?? (await readChoices(this.backend.adapter, precision))[entry];
  }

  async #keep(entry: string, { precision }: ModelParts, kept: KeptChoice): Promise<void> {
    this.#known.set(entry, kept);
    await writeChoices(this.backend.adapter, precision, { [entry]: kept });
  }

  async #admitOn(kind: BackendKind, parts: ModelParts): Promise<Admitted> {
    return kind === 'webgpu' ? super.admit(parts) : (await this.#cpuHost()).admit(parts);
  }

  #cpuHost(): Promise<Host> {
    this.#cpu ??= this.#openCpuHost().catch((error) => {
      this.#cpu = null; // a chunk that did not come may come the next time
      throw error;
    });
    return this.#cpu;
  }

  async #openCpuHost(): Promise<Host> {
    const host = new Host(await this.#settings.openCpu());
    host.leaks = this.leaks;
    host.owner = this;
    if (this.isClosed) host.close();
    return host;
  }

  #chosen(admitted: Admitted, decision: Decision): Admitted {
    const choice = { refusal: null, ...decision, for: this.#settings.purpose };
    return { ...admitted, choice };
  }

  /** What a network's time depends on besides the adapter and its shaders: its calls, what is read, and the CPU's kernels. */
  async #entryOf({ model, extraOutputs, tuning }: ModelParts): Promise<string> {
    const { graph, classifier } = model;
    const calls = graph.nodes.map((node) => callKey(callOf(graph, node)));
    const text = JSON.stringify([calls, graph.outputs, extraOutputs, classifier !== null]);
    const network = await sha256Hex(new TextEncoder().encode(text));
    const kernels = (await simdRefusal()) === null ? simdHash : 'javascript';
    const { purpose, threads = 'all' } = this.#settings;
    // Threads share no memory in other pages than isolated ones.
    const crew = globalThis.crossOriginIsolated === false ? 1 : threads;
    return [purpose, tuning ? 'tuned' : 'rules', kernels, crew, network].join('|');
  }
}

function refused(backend: BackendKind, refusal: KindlingError): Decision {
  return { backend, by: 'refused', medianMs: null, refusal };
}

/** Why one of them does not compute a model. @throws what is no reason to take the other: a fault, and the signal's reason */
function refusalOf(error: unknown, { signal }: ModelParts): KindlingError {
  signal?.throwIfAborted();
  if (error instanceof KindlingError) return error;
  throw error;
}
