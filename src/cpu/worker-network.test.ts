// What stands as `Worker` in a runtime, and whether a network is given to it.
import * as threads from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceLostError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import { f32Tensor } from '../tensor/tensor';
import type { FromWorker, ToWorker } from './messages';
import { openThread } from './open-network';
import { WorkerThread } from './worker-network';

const builder = new GraphBuilder('net', 'nchw');
const graph = builder.build([
  builder.node('activation', 'y', [builder.input('x', [1, 2, 2, 1])], { activation: 'relu' }),
]);

const FACTS = { kernels: ['cpu-activation'], activationBytes: null };

/** A worker of the web that says what a test lets it say. */
class FakeWorker extends EventTarget {
  static ended = 0;
  static refuses = false;
  static heard: ToWorker[] = [];
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  postMessage(message: ToWorker): void {
    FakeWorker.heard.push(message);
    if (message.kind === 'greet')
      this.say({ kind: 'greeted', id: message.id, engine: 'javascript' });
    if (message.kind !== 'load') return;
    const { id } = message;
    if (FakeWorker.refuses) this.say({ kind: 'failed', id, message: 'full' });
    else this.say({ kind: 'loaded', id, facts: FACTS });
  }

  terminate(): void {
    FakeWorker.ended++;
  }

  protected say(data: FromWorker): void {
    queueMicrotask(() => this.onmessage?.({ data }));
  }
}

class Sound extends FakeWorker {
  constructor() {
    super();
    this.say({ kind: 'ready' });
  }
}

/** What is no worker of the web, or does not do what one does. */
const UNSOUND: Record<string, unknown> = {
  'a thread of Node, as onnxruntime-web makes global': threads.Worker,
  'a class that takes no messages': class extends EventTarget {},
  'no class at all': {},
  'a constructor that throws': class extends FakeWorker {
    constructor() {
      super();
      throw new DOMException('A policy forbids it.', 'SecurityError');
    }
  },
  'a worker that throws where it is sent something': class extends Sound {
    override postMessage(): void {
      throw new TypeError('Not here.');
    }
  },
  'a worker whose script is not there': class extends FakeWorker {
    constructor() {
      super();
      queueMicrotask(() => this.onerror?.(new Event('error', { cancelable: true })));
    }
  },
  'a worker that says nothing': FakeWorker,
};

beforeEach(() => {
  vi.useFakeTimers();
  FakeWorker.ended = 0;
  FakeWorker.heard = [];
  FakeWorker.refuses = false;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a network', () => {
  it.each(Object.entries(UNSOUND))('is not given to %s', async (_, unsound) => {
    vi.stubGlobal('Worker', unsound);
    const opening = WorkerThread.start(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(await opening).toBeNull();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('computes in the thread of its caller then', async () => {
    vi.useRealTimers();
    vi.stubGlobal('Worker', UNSOUND['a class that takes no messages']);
    const thread = await openThread(true);
    expect(await thread.open(graph, 1)).toMatchObject({ thread: 'caller' });
  });

  it('is given to a worker, and no timer stays that keeps a process alive', async () => {
    vi.stubGlobal('Worker', Sound);
    const thread = await WorkerThread.start(true);
    expect(thread?.engine).toBe('javascript');
    const network = await thread?.open(graph, 1);
    expect(network).toMatchObject({ thread: 'worker', ...FACTS });
    expect(vi.getTimerCount()).toBe(0);
    network?.dispose();
    expect(FakeWorker.ended).toBe(1);
  });

  it('that a worker cannot hold is refused, and the error is no longer the process’s', async () => {
    const failure = Object.assign(new Event('error', { cancelable: true }), { message: 'full' });
    vi.stubGlobal(
      'Worker',
      class extends Sound {
        override postMessage(message: ToWorker): void {
          if (message.kind === 'load') queueMicrotask(() => this.onerror?.(failure));
          else super.postMessage(message);
        }
      },
    );
    const thread = await WorkerThread.start(true);
    await expect(thread?.open(graph, 1)).rejects.toThrow(DeviceLostError);
    expect(failure.defaultPrevented).toBe(true);
    expect(FakeWorker.ended).toBe(1);
  });
});

describe('a network beside another one', () => {
  const constants = new Map([
    ['shared', f32Tensor([1], Float32Array.of(1))],
    ['own', f32Tensor([1], Float32Array.of(2))],
  ]);
  const weighted = { ...graph, constants };
  const loads = () => FakeWorker.heard.filter(({ kind }) => kind === 'load');

  /** A network in a worker, and a thread beside it. */
  async function opened() {
    vi.stubGlobal('Worker', Sound);
    const network = await (await openThread(true)).open(weighted, 1);
    return { network, thread: await openThread(true, { network, constants }) };
  }

  it('is sent without the constants that are there, and outlives the other', async () => {
    const { network, thread } = await opened();
    const other = new Map([...constants, ['own', f32Tensor([1], Float32Array.of(3))]]);
    const second = await thread.open({ ...graph, constants: other }, 1);
    const [first, load] = loads() as (ToWorker & { kind: 'load' })[];
    expect([...(load?.graph.constants.keys() ?? [])]).toEqual(['own']);
    expect(load?.shared).toEqual({ network: first?.id, constants: ['shared'] });
    network.dispose();
    network.dispose();
    expect(FakeWorker.heard.at(-1)).toEqual({ kind: 'drop', network: first?.id });
    await expect(network.run({ inputs: {}, outputs: [] })).rejects.toThrow(DeviceLostError);
    expect(FakeWorker.ended).toBe(0);
    second.dispose();
    expect(FakeWorker.ended).toBe(1);
  });

  it('still has them where the other one is disposed before it opens', async () => {
    const { network, thread } = await opened();
    network.dispose();
    await expect(network.run({ inputs: {}, outputs: [] })).rejects.toThrow(DeviceLostError);
    expect(network.neighbour()).toBeNull();
    const second = await thread.open(weighted, 1);
    expect(FakeWorker.heard.slice(-2)).toMatchObject([{ kind: 'load' }, { kind: 'drop' }]);
    const load = loads().at(-1) as ToWorker & { kind: 'load' };
    expect(load.graph.constants.size).toBe(0);
    expect(load.shared?.constants).toEqual(['shared', 'own']);
    expect(FakeWorker.ended).toBe(0);
    second.dispose();
    expect(FakeWorker.ended).toBe(1);
  });

  it('that the worker cannot hold leaves it to the other one', async () => {
    const { network, thread } = await opened();
    FakeWorker.refuses = true;
    await expect(thread.open(weighted, 1)).rejects.toThrow('make the network ready: full.');
    thread.dispose();
    expect(FakeWorker.ended).toBe(0);
    network.dispose();
    expect(FakeWorker.ended).toBe(1);
  });

  it('has a worker of its own where the other one was gone before', async () => {
    const { network, thread } = await opened();
    thread.dispose();
    network.dispose();
    expect(FakeWorker.ended).toBe(1);
    const second = await (await openThread(true, { network, constants })).open(weighted, 1);
    expect((loads().at(-1) as ToWorker & { kind: 'load' }).shared).toBeNull();
    second.dispose();
    expect(FakeWorker.ended).toBe(2);
  });
});
