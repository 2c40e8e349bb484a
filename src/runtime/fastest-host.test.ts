// What computes a model where both could: who wins, who refuses, what is kept, and that the other one is freed. The backends are made up,
// and so are their times.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceLostError, GPUFailureError, LimitError, UnsupportedError } from '../errors';
import type { Graph } from '../graph/graph';
import { chain, joinedBranches } from '../plan/plan.fixtures';
import type { BackendKind } from '../plan/report';
import type { Backend, ModelParts, Placed } from './backend';
import { FastestHost, type FastestSettings } from './fastest-host';
import { Runtime } from './runtime';

const database = vi.hoisted(() => new Map<string, unknown>());

vi.mock('idb-keyval', () => ({
  createStore: () => database,
  get: async (key: string, store: Map<string, unknown>) => store.get(key),
  set: async (key: string, value: unknown, store: Map<string, unknown>) => store.set(key, value),
}));

/** The time, ms: it passes while something computes. */
let clock = 0;

beforeEach(() => {
  clock = 0;
  database.clear();
  vi.stubGlobal('indexedDB', {});
});
afterEach(() => vi.unstubAllGlobals());

/** How a made-up backend computes. */
interface Behaviour {
  /** An inference that is alone takes so many ms. */
  readonly ms: number;
  /** One that begins while another is under way; as long by default. */
  readonly moreMs?: number;
  readonly adapter?: string;
  readonly isSoftware?: boolean;
  /** Thrown by `place`. */
  readonly refuses?: Error;
  /** Thrown by the run of this number, from 1. */
  readonly failsAt?: readonly [run: number, error: Error];
}

/** Counts what it holds and computes. */
class FakeBackend implements Backend {
  readonly hurriesAnswers = false;
  readonly adapter;
  readonly lost: Promise<DeviceLostError>;
  lose: (error: DeviceLostError) => void = () => undefined;
  placed = 0;
  held = 0;
  runs = 0;
  isClosed = false;
  #going = 0;

  constructor(
    readonly kind: BackendKind,
    readonly behaviour: Behaviour,
  ) {
    const { adapter = 'made up', isSoftware = false } = behaviour;
    this.adapter = {
      ...{ vendor: 'v', architecture: 'a', description: adapter },
      kind: isSoftware ? ('software' as const) : ('hardware' as const),
    };
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  get device(): GPUDevice {
    throw new UnsupportedError('There is none.');
  }

  async place({ model }: ModelParts): Promise<Placed> {
    if (this.behaviour.refuses) throw this.behaviour.refuses;
    this.placed++;
    this.held++;
    const unused = () => {
      throw new Error('Nobody asks for this.');
    };
    return {
      ...{ backend: this, graph: model.graph, report: unused, takePicture: unused },
      ...{ runToBuffers: unused, time: unused, keepAll: unused, inBatch: unused },
      take: () => ({ close: () => undefined }),
      run: () => this.#run(),
      destroy: () => void this.held--,
    };
  }

  close(): void {
    this.isClosed = true;
    this.lose(new DeviceLostError('It was closed.'));
  }

  async #run() {
    const { ms, moreMs = ms, failsAt } = this.behaviour;
    if (++this.runs === failsAt?.[0]) throw failsAt[1];
    clock += this.#going++ === 0 ? ms : moreMs;
    await Promise.resolve();
    this.#going--;
    return [];
  }
}

function hostOf(gpu: Behaviour, cpu: Behaviour, settings: Partial<FastestSettings> = {}) {
  const backends = { gpu: new FakeBackend('webgpu', gpu), cpu: new FakeBackend('cpu', cpu) };
  const host = new FastestHost(backends.gpu, {
    ...{ purpose: 'latency', openCpu: async () => backends.cpu, now: () => clock },
    ...settings,
  });
  return { ...backends, host };
}

function partsOf(graph: Graph = chain(), given: Partial<ModelParts> = {}): ModelParts {
  return {
    model: { name: 'net', graph, classifier: null },
    ...{ byteLength: 0, extraOutputs: [], tuning: null, precision: 'f32', check: false },
    ...{ budgets: null, decode: 'auto' },
    ...given,
  };
}

describe('the faster one', () => {
  it.each([
    ['webgpu', 3, 4],
    ['cpu', 4, 3],
  ] as const)('is %s, and the other one is freed', async (backend, gpuMs, cpuMs) => {
    const { host, gpu, cpu } = hostOf({ ms: gpuMs }, { ms: cpuMs });
    const { choice, resident } = await host.admit(partsOf());
    expect(choice).toEqual({
      ...{ backend, for: 'latency', by: 'measured', refusal: null },
      medianMs: { webgpu: gpuMs, cpu: cpuMs },
    });
    expect(resident.ready().backend.kind).toBe(backend);
    expect([gpu.held, cpu.held]).toEqual(backend === 'webgpu' ? [1, 0] : [0, 1]);
  });

  it('is WebGPU where both take the same time', async () => {
    const { host } = hostOf({ ms: 3 }, { ms: 3 });
    expect((await host.admit(partsOf())).choice?.backend).toBe('webgpu');
  });

  it.each([
    ['latency', 'cpu'],
    ['throughput', 'webgpu'],
  ] as const)(
    'for %s is %s, where one is slow to answer and several are quick',
    async (purpose, backend) => {
      const { host } = hostOf({ ms: 10, moreMs: 1 }, { ms: 5 }, { purpose });
      const { choice } = await host.admit(partsOf());
      expect(choice).toMatchObject({ backend, for: purpose });
      expect(choice?.medianMs).toEqual({ webgpu: purpose === 'latency' ? 10 : 3.25, cpu: 5 });
    },
  );

  it('is told by one inference of each where they take long', async () => {
    const { host, gpu, cpu } = hostOf({ ms: 4000 }, { ms: 4001 });
    expect((await host.admit(partsOf())).choice?.backend).toBe('webgpu');
    expect([gpu.runs, cpu.runs]).toEqual([2, 2]); // with one that is not timed
  });

  it.each([
    ['hardware', 'webgpu', 9, 1],
    ['software', 'cpu', 1, 9],
  ] as const)(
    'is not measured of what is too large: on %s it is %s',
    async (kind, backend, gpuMs, cpuMs) => {
      const gpuBehaviour = { ms: gpuMs, isSoftware: kind === 'software' };
      const { host, gpu, cpu } = hostOf(gpuBehaviour, { ms: cpuMs }, { mostBytes: 100 });
      const { choice } = await host.admit(partsOf());
      expect(choice).toMatchObject({ backend, by: 'size', medianMs: null });
      expect([gpu.runs + cpu.runs, gpu.placed + cpu.placed]).toEqual([0, 1]);
    },
  );
});

describe('what is known', () => {
  it('is not measured again: by the same runtime, or by one of another visit', async () => {
    const first = hostOf({ ms: 4 }, { ms: 3 });
    await first.host.admit(partsOf());
    const runs = first.gpu.runs + first.cpu.runs;
    const again = await first.host.admit(partsOf());
    expect(again.choice).toMatchObject({ backend: 'cpu', by: 'kept' });
    expect(again.choice?.medianMs).toEqual({ webgpu: 4, cpu: 3 });
    expect(first.gpu.runs + first.cpu.runs).toBe(runs);
    expect(first.gpu.placed).toBe(1);

    const later = hostOf({ ms: 1 }, { ms: 2 });
    expect((await later.host.admit(partsOf())).choice).toMatchObject({
      backend: 'cpu',
      by: 'kept',
    });
    expect([later.gpu.placed, later.gpu.runs, later.cpu.runs]).toEqual([0, 0, 0]);
  });

  it('is kept as long as the runtime where there is no database', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const { host, gpu } = hostOf({ ms: 4 }, { ms: 3 });
    await host.admit(partsOf());
    expect((await host.admit(partsOf())).choice?.by).toBe('kept');
    expect(gpu.placed).toBe(1);
    expect(database.size).toBe(0);
    // Another device may be another adapter.
    host.moveTo(new FakeBackend('webgpu', { ms: 1 }));
    expect((await host.admit(partsOf())).choice).toMatchObject({
      backend: 'webgpu',
      by: 'measured',
    });
  });

  it.each<[string, Partial<Behaviour>, Partial<FastestSettings>, ModelParts]>([
    ['network', {}, {}, partsOf(joinedBranches())],
    ['adapter', { adapter: 'another' }, {}, partsOf()],
    ['purpose', {}, { purpose: 'throughput' }, partsOf()],
    ['precision', {}, {}, partsOf(chain(), { precision: 'f16' })],
    ['list of outputs', {}, {}, partsOf(chain(), { extraOutputs: ['a'] })],
  ])('is nothing of another %s', async (_, behaviour, settings, parts) => {
    await hostOf({ ms: 4 }, { ms: 3 }).host.admit(partsOf());
    const { host } = hostOf({ ms: 1, ...behaviour }, { ms: 2 }, settings);
    const { choice } = await host.admit(parts);
    expect(choice).toMatchObject({ backend: 'webgpu', by: 'measured' });
  });

  it('is measured again where what was kept is damaged, and kept anew', async () => {
    await hostOf({ ms: 4 }, { ms: 3 }).host.admit(partsOf());
    for (const [key, value] of database) {
      const [entry = ''] = Object.keys(value as object);
      database.set(key, { [entry]: { backend: 'abacus', medianMs: { webgpu: 1, cpu: 2 } } });
    }
    const { host } = hostOf({ ms: 1 }, { ms: 2 });
    expect((await host.admit(partsOf())).choice).toMatchObject({
      backend: 'webgpu',
      by: 'measured',
    });
    const later = hostOf({ ms: 9 }, { ms: 2 });
    expect((await later.host.admit(partsOf())).choice).toMatchObject({
      backend: 'webgpu',
      by: 'kept',
    });
  });

  it('is measured once by two loads at once', async () => {
    const { host, gpu, cpu } = hostOf({ ms: 4 }, { ms: 3 });
    const both = await Promise.all([host.admit(partsOf()), host.admit(partsOf())]);
    // Either may be the first: each hashes its network meanwhile.
    expect(both.map(({ choice }) => choice?.by).sort()).toEqual(['kept', 'measured']);
    expect([gpu.placed, cpu.placed, gpu.held, cpu.held]).toEqual([1, 2, 0, 2]);
  });
});

describe('what one of them refuses', () => {
  const limit = new LimitError('too large', { limit: 'x', needed: 2, available: 1 });
  const failure = new GPUFailureError('wrong');

  it.each<[string, Behaviour, Behaviour, BackendKind, Error]>([
    ['WebGPU to hold it', { ms: 1, refuses: limit }, { ms: 2 }, 'cpu', limit],
    ['the CPU to hold it', { ms: 2 }, { ms: 1, refuses: limit }, 'webgpu', limit],
    ['WebGPU at first', { ms: 1, failsAt: [1, failure] }, { ms: 2 }, 'cpu', failure],
    ['WebGPU later', { ms: 1, failsAt: [3, failure] }, { ms: 2 }, 'cpu', failure],
    ['the CPU later', { ms: 2 }, { ms: 1, failsAt: [3, failure] }, 'webgpu', failure],
  ])('the other one computes: %s', async (_, gpuBehaviour, cpuBehaviour, backend, refusal) => {
    const { host, gpu, cpu } = hostOf(gpuBehaviour, cpuBehaviour);
    const { choice, resident } = await host.admit(partsOf());
    expect(choice).toEqual({
      ...{ backend, for: 'latency', by: 'refused', medianMs: null, refusal },
    });
    expect(resident.ready().backend.kind).toBe(backend);
    expect(gpu.held + cpu.held).toBe(1);
    expect(database.size).toBe(0);
  });

  it('is computed by the other one where the faster one is known, and refuses today', async () => {
    await hostOf({ ms: 1 }, { ms: 2 }).host.admit(partsOf());
    const { host, cpu } = hostOf({ ms: 1, refuses: limit }, { ms: 2 });
    const { choice } = await host.admit(partsOf());
    expect(choice).toMatchObject({ backend: 'cpu', by: 'refused', refusal: limit });
    expect(cpu.runs).toBe(0);
  });

  it.each([false, true])(
    'is told by the error of the first, where both refuse (known: %s)',
    async (isKnown) => {
      if (isKnown) await hostOf({ ms: 1 }, { ms: 2 }).host.admit(partsOf());
      const other = new UnsupportedError('not here');
      const { host } = hostOf({ ms: 1, refuses: limit }, { ms: 2, refuses: other });
      await expect(host.admit(partsOf())).rejects.toBe(limit);
    },
  );

  it('is no fault: what is none of our errors is thrown, and the other one is freed', async () => {
    const fault = new TypeError('a fault');
    const placing = hostOf({ ms: 1, refuses: fault }, { ms: 2 });
    await expect(placing.host.admit(partsOf())).rejects.toBe(fault);
    const running = hostOf({ ms: 1 }, { ms: 2, failsAt: [2, fault] });
    await expect(running.host.admit(partsOf())).rejects.toBe(fault);
    for (const { gpu, cpu } of [placing, running]) expect([gpu.held, cpu.held]).toEqual([0, 0]);
  });

  it('is not an abort: its reason is thrown, both are freed, and the next load measures', async () => {
    const stop = new AbortController();
    const reason = new GPUFailureError('the reason, which only looks like a refusal');
    const { host, gpu, cpu } = hostOf({ ms: 1 }, { ms: 2 });
    const now = vi.fn(() => {
      if (gpu.runs === 2) stop.abort(reason);
      return clock;
    });
    const stopped = new FastestHost(gpu, { purpose: 'latency', openCpu: async () => cpu, now });
    const parts = partsOf(chain(), { signal: stop.signal });
    await expect(stopped.admit(parts)).rejects.toBe(reason);
    expect([gpu.held, cpu.held]).toEqual([0, 0]);
    expect(database.size).toBe(0);
    expect((await host.admit(partsOf())).choice?.by).toBe('measured');
  });
});

describe('a device that goes away', () => {
  it('leaves what the CPU computes, whether or not another one takes its place', async () => {
    const { host, gpu, cpu } = hostOf({ ms: 2 }, { ms: 1 });
    const runtime = new Runtime(host);
    const model = await runtime.load(partsOf().model);
    expect([model.backend, model.choice?.by, model.adapter]).toEqual([
      ...['cpu', 'measured', cpu.adapter],
    ]);
    gpu.lose(new DeviceLostError('It went away.'));
    await expect(runtime.lost).resolves.toBeInstanceOf(DeviceLostError);
    const { runs } = cpu;
    const run = () => model.run({ x: new Float32Array(128) }, { outputs: [] });
    await run();
    host.moveTo(new FakeBackend('webgpu', { ms: 1 }));
    await run();
    expect([cpu.runs - runs, cpu.held, cpu.isClosed]).toEqual([2, 1, false]);
  });

  it('frees all models on both when the runtime ends', async () => {
    const { host, gpu, cpu } = hostOf({ ms: 2 }, { ms: 1 });
    const runtime = new Runtime(host);
    await runtime.load(partsOf().model);
    await runtime.load({ ...partsOf(joinedBranches()).model });
    runtime.dispose();
    await vi.waitFor(() => expect(cpu.isClosed).toBe(true));
    expect([gpu.held, cpu.held, gpu.isClosed]).toEqual([0, 0, true]);
    await expect(runtime.load(partsOf().model)).rejects.toThrow('The runtime was disposed');
  });
});
