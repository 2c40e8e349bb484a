// What stands as `Worker` in a runtime, and whether a network is given to it.
import * as threads from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeviceLostError } from '../errors';
import { GraphBuilder } from '../graph/builder';
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
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;

  postMessage({ kind }: ToWorker): void {
    if (kind === 'greet') this.say({ kind: 'greeted', engine: 'javascript' });
    if (kind === 'load') this.say({ kind: 'loaded', facts: FACTS });
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
