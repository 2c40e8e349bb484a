// The collector and what stands around it, on a Redis of its own.
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { missingRedis, RedisServer } from '../../e2e/support/redis-server';
import { Collector } from './collector';
import { enqueue } from './enqueue';
import { Lease } from './lease';
import { WorkerTally } from './observers';
import { PictureQueue } from './picture-queue';
import { Announcer } from './presence';
import { type PictureRecord, recordKey } from './records';
import { SeenKeys } from './seen-keys';
import { describeStatus, readStatus } from './status';
import { PictureWorker } from './worker';

const missing = missingRedis();
const NAMES = Array.from({ length: 20 }, (_, index) => `${index}.jpg`);
const { signal } = new AbortController();

describe.skipIf(missing !== null)(`a queue${missing === null ? '' : ` (${missing})`}`, () => {
  let redis: RedisServer;
  let queue: PictureQueue;
  let written: PictureRecord[];
  const sink = {
    write: async (records: readonly PictureRecord[]) => {
      written.push(...records);
    },
    close: async () => undefined,
  };

  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis?.stop());
  beforeEach(() => {
    written = [];
  });

  async function withQueue(name: string, work: () => Promise<void>): Promise<void> {
    queue = await PictureQueue.open(name, { KINDLING_REDIS_URL: redis.url }, signal);
    try {
      await work();
    } finally {
      await queue.close();
    }
  }

  async function fill(names: readonly string[], size = 8) {
    async function* addresses() {
      yield* names;
    }
    const retry = { attempts: 2, backoffMs: 10 };
    return enqueue(queue, addresses(), { size, retry, signal });
  }

  function startWorker(tally = new WorkerTally(), rate: number | null = null) {
    return PictureWorker.start(
      queue,
      {
        model: 'model',
        read: async (address) => Buffer.from(address),
        decode: async (bytes) => {
          if (Buffer.from(bytes).toString() === '13.jpg') throw new Error('It fell over.');
          return { width: 1, height: 1, data: new Uint8Array(4) };
        },
        classify: async () => [{ index: 1, label: 'one', probability: 1 }],
        inFlight: 4,
      },
      { name: 'worker', concurrency: 2, rate, stalledMs: 1000 },
      [tally],
    );
  }

  it('gives each picture once, however often it is asked for', async () => {
    await withQueue('once', async () => {
      const seen = new SeenKeys();
      expect(await fill(NAMES)).toEqual({ pictures: 20, batches: 3 });
      expect(await fill(NAMES)).toEqual({ pictures: 20, batches: 3 });
      expect(await queue.counts()).toMatchObject({ waiting: 3 });
      const tally = new WorkerTally();
      const worker = await startWorker(tally);
      const collector = new Collector(queue, [sink], seen);
      await collector.run(signal, { untilDone: true });
      // What was collected before is asked for again, among other pictures.
      await fill([...NAMES, 'new.jpg'], 16);
      await collector.run(signal, { untilDone: true });
      await worker.close();
      expect(collector.collected).toEqual({ answered: 20, setAside: 1, repeated: 20 });
      expect(written.map(({ address }) => address).toSorted()).toEqual(
        [...NAMES, 'new.jpg'].toSorted(),
      );
      const poisoned = written.find(({ address }) => address === '13.jpg');
      expect(poisoned).toMatchObject({ error: { code: 'unknown', message: 'It fell over.' } });
      expect(tally.retried).toBeGreaterThan(0);
      expect(await queue.collectedTotals()).toEqual({ answered: 20, setAside: 1 });
    });
  });

  it('writes nothing again that was written before a crash', async () => {
    await withQueue('crash', async () => {
      const seen = new SeenKeys();
      const worker = await startWorker();
      await fill(['a.jpg', 'b.jpg']);
      const failing = {
        write: async (records: readonly PictureRecord[]) => {
          await sink.write(records);
          throw new Error('The disk is full.');
        },
        close: sink.close,
      };
      const run = new Collector(queue, [failing], seen).run(signal, { untilDone: true });
      await expect(run).rejects.toThrow('The disk is full.');
      expect(await queue.counts()).toMatchObject({ done: 1 });
      const again = new SeenKeys();
      for (const record of written) again.add(recordKey(record));
      await new Collector(queue, [sink], again).run(signal, { untilDone: true });
      await worker.close();
      expect(written.map(({ address }) => address).toSorted()).toEqual(['a.jpg', 'b.jpg']);
    });
  });

  it('sets aside what BullMQ gave up, and removes what is no job of ours', async () => {
    await withQueue('foreign', async () => {
      const notes = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      await queue.jobs.add('classify', { addresses: 'x' } as never, { jobId: 'foreign' });
      const worker = await startWorker();
      await new Collector(queue, [sink], new SeenKeys()).run(signal, { untilDone: true });
      await worker.close();
      expect(notes.mock.calls.flat()).toContainEqual(
        expect.stringContaining('Job foreign is removed: Job foreign holds no addresses'),
      );
      notes.mockRestore();
      expect(written).toEqual([]);
    });
  });

  it('has one collector at a time', async () => {
    await withQueue('lease', async () => {
      const notes = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const first = await Lease.take(queue, signal);
      let isTaken = false;
      const taking = Lease.take(queue, signal).then((lease) => {
        isTaken = true;
        return lease;
      });
      await wait(700);
      expect(isTaken).toBe(false);
      expect(await first.hold()).toBe(true);
      await first.giveBack();
      const second = await taking;
      expect(await first.hold()).toBe(false);
      await second.giveBack();
      expect(notes.mock.calls.flat().join('')).toContain('Another collector has the queue lease');
      notes.mockRestore();
    });
  });

  it('tells how it stands', async () => {
    await withQueue('status', async () => {
      await fill(NAMES);
      const facts = { name: 'one', model: 'model', adapter: 'adapter' };
      const announcer = new Announcer(queue, facts, new WorkerTally());
      await wait(50);
      const status = await readStatus(queue);
      expect(status).toMatchObject({
        queue: 'status',
        batches: { waiting: 3, active: 0, delayed: 0, done: 0, failed: 0 },
        workers: [{ ...facts, answered: 0 }],
      });
      expect(status.lagSeconds).toBeGreaterThan(0);
      expect(describeStatus(status)).toContain('3 waiting');
      await announcer.close();
      expect((await readStatus(queue)).workers).toEqual([]);
    });
  });
});
