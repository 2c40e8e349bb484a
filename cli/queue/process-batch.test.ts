// What becomes of jobs: a queue in memory stands for BullMQ's.
import { describe, expect, it } from 'vitest';
import { ImageError } from '../../src/errors';
import { AddressError } from './address';
import type { BatchTools } from './batch';
import { type BatchData, type BatchJob, type NewBatch, newBatch } from './jobs';
import { processBatch } from './process-batch';
import { isSetAside, type PictureRecord } from './records';

const RETRY = { attempts: 3, backoffMs: 10 };
const NAMES = Array.from({ length: 64 }, (_, index) => `${index}.jpg`);

/** Tools that read a name as its bytes, and fail where they are told to. */
function toolsOf(failing: {
  read?: (address: string) => void;
  decode?: (name: string) => void;
}): BatchTools {
  return {
    model: 'model',
    read: async (address) => {
      failing.read?.(address);
      return Buffer.from(address);
    },
    decode: async (bytes) => {
      failing.decode?.(Buffer.from(bytes).toString());
      return { width: 1, height: 1, data: new Uint8Array(4) };
    },
    classify: async () => [{ index: 1, label: 'one', probability: 1 }],
    inFlight: 4,
    onStage: () => undefined,
  };
}

/** A job as far as it is looked at. */
function jobOf({ data, opts }: Pick<NewBatch, 'data' | 'opts'>, attemptsMade = 0, deaths = 0) {
  const job = {
    ...{ id: opts.jobId, data, opts, attemptsMade, stalledCounter: deaths },
    updateData: async (changed: BatchData) => {
      job.data = changed;
    },
  };
  return job;
}

/** Does jobs as a queue does, until none is left; what they leave. `dies` says whose worker ends. */
async function runAll(
  batch: NewBatch,
  tools: BatchTools,
  dies: (addresses: readonly string[]) => boolean = () => false,
) {
  const records: PictureRecord[] = [];
  const waiting = [jobOf(batch)];
  let deaths = 0;
  for (let job = waiting.shift(); job; job = waiting.shift()) {
    const isGivenUp = job.stalledCounter >= (job.data.addresses.length > 1 ? 1 : 3);
    if (!isGivenUp && dies(job.data.addresses)) {
      deaths += 1;
      job.stalledCounter += 1;
      waiting.push(job);
      continue;
    }
    try {
      const result = await processBatch(job as unknown as BatchJob, tools, async (parts) => {
        waiting.push(...parts.map((part) => jobOf(part)));
      });
      records.push(...result.records);
    } catch {
      job.attemptsMade += 1;
      expect(job.attemptsMade).toBeLessThan(RETRY.attempts);
      waiting.push(job);
    }
  }
  return { records, deaths };
}

/** Every picture once; which are set aside, with their codes. */
function judged(records: readonly PictureRecord[]): Record<string, string> {
  expect(records.map(({ address }) => address).toSorted()).toEqual(NAMES.toSorted());
  const aside = records.filter(isSetAside);
  return Object.fromEntries(aside.map(({ address, error }) => [address, error.code]));
}

describe('a batch', () => {
  it('has a record for each picture, and what is wrong with one is its own', async () => {
    const tools = toolsOf({
      read: (address) => {
        if (address === '3.jpg') throw new AddressError('not-found', 'It is not there.');
      },
      decode: (name) => {
        if (name === '5.jpg') throw new ImageError('It is none.');
      },
    });
    const { records } = await runAll(newBatch(NAMES, RETRY), tools);
    expect(judged(records)).toEqual({ '3.jpg': 'not-found', '5.jpg': 'image' });
    const hashes = records.map(({ sha256 }) => sha256);
    expect(hashes.filter((hash) => hash === null)).toHaveLength(1);
  });

  it('is tried again for what may pass, and only for that', async () => {
    const reads: string[] = [];
    const tools = toolsOf({
      read: (address) => {
        reads.push(address);
        if (address === '3.jpg' && reads.length < 66)
          throw new AddressError('unreachable', 'Busy.', { mayPass: true });
      },
    });
    const { records } = await runAll(newBatch(NAMES, RETRY), tools);
    expect(judged(records)).toEqual({});
    expect(reads).toHaveLength(66);
  });

  it('is done at the last attempt, without what did not pass', async () => {
    const tools = toolsOf({
      read: (address) => {
        if (address === '3.jpg') throw new AddressError('unreachable', 'Busy.', { mayPass: true });
      },
    });
    const { records } = await runAll(newBatch(NAMES, RETRY), tools);
    expect(judged(records)).toEqual({ '3.jpg': 'unreachable' });
  });

  it('is divided until the picture that spoils it is alone', async () => {
    const tools = toolsOf({
      decode: (name) => {
        if (name === '41.jpg')
          throw Object.assign(new Error('The GPU fell over.'), { code: 'gpu' });
      },
    });
    const { records } = await runAll(newBatch(NAMES, RETRY), tools);
    expect(judged(records)).toEqual({ '41.jpg': 'gpu' });
  });

  it('is divided when it ends its workers, which the one picture does five times', async () => {
    const { records, deaths } = await runAll(newBatch(NAMES, RETRY), toolsOf({}), (addresses) =>
      addresses.includes('41.jpg'),
    );
    expect(judged(records)).toEqual({ '41.jpg': 'worker-lost' });
    expect(deaths).toBe(5);
  });

  it('has the name that its addresses give it, and so have its parts', async () => {
    const names = async () => {
      const parts: string[] = [];
      const job = jobOf(newBatch(NAMES, RETRY), 0, 1);
      await processBatch(job as unknown as BatchJob, toolsOf({}), async (added) => {
        parts.push(...added.map(({ opts }) => opts.jobId));
      });
      return parts;
    };
    expect(await names()).toEqual(await names());
    expect(new Set(await names()).size).toBe(8);
    const other = newBatch(NAMES.slice(1), RETRY).opts.jobId;
    expect(newBatch(NAMES, RETRY).opts.jobId).not.toBe(other);
  });

  it('is refused where it is none', async () => {
    const job = jobOf({ data: { addresses: 'x' } as unknown as BatchData, opts: { jobId: 'j' } });
    await expect(
      processBatch(job as unknown as BatchJob, toolsOf({}), async () => undefined),
    ).rejects.toThrow(/Job j holds no addresses/);
  });
});
