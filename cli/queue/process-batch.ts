// What becomes of a job: done, tried again, or divided until the picture that spoils it is alone and set aside.
import { KindlingError } from '../../src/errors';
import { answerBatch, type BatchTools, setAside } from './batch';
import { type BatchJob, type BatchResult, isBatch, type NewBatch, partsOf, retryOf } from './jobs';

/** The workers of a job ended before it was done. */
class WorkerLostError extends KindlingError {
  constructor(times: number) {
    super(
      'worker-lost',
      `${times} workers ended while they had this picture, alone or with others.`,
    );
  }
}

/** Some pictures cannot be had for now: BullMQ is told so, and tries again. */
class UnreachableError extends KindlingError {
  constructor(message: string) {
    super('unreachable', message);
  }
}

/** A job that is no batch of addresses: nobody can do it. */
class ForeignJobError extends KindlingError {
  constructor(id: string) {
    super('foreign-job', `Job ${id} holds no addresses: it was not put here by kindling enqueue.`);
  }
}

/** Workers that a batch may cost before it is divided. Parts cost little, and every further worker takes its time to start. */
const DEATHS_OF_BATCH = 1;
/** Workers that a picture may cost: some are ended by whoever looks after the machines, and no picture's fault. */
const DEATHS_OF_PICTURE = 3;

/**
 * Does a job.
 * @param add puts jobs into the queue
 * @throws what BullMQ is to try again later, never at the last attempt
 */
export async function processBatch(
  job: BatchJob,
  tools: BatchTools,
  add: (batches: readonly NewBatch[]) => Promise<void>,
): Promise<BatchResult> {
  const { data, id = '' } = job;
  if (!isBatch(data)) throw new ForeignJobError(id);
  const { addresses, records } = data;
  const divide = async (error: unknown): Promise<BatchResult> => {
    const [address = ''] = addresses;
    if (addresses.length === 1) {
      return { records: [...records, setAside(tools.model, address, error)], splitInto: 0 };
    }
    const parts = partsOf(id, addresses, retryOf(job));
    await add(parts);
    return { records, splitInto: parts.length };
  };
  const deaths = job.stalledCounter;
  if (deaths >= (addresses.length > 1 ? DEATHS_OF_BATCH : DEATHS_OF_PICTURE)) {
    return divide(new WorkerLostError(deaths));
  }
  const isLast = job.attemptsMade + 1 >= retryOf(job).attempts;
  const outcome = await answerBatch(addresses, tools).catch((error: unknown) => {
    if (!isLast) throw error;
    return { trouble: error };
  });
  if ('trouble' in outcome) return divide(outcome.trouble);
  const done = [...records, ...outcome.records];
  const { passing } = outcome;
  if (passing.length === 0) return { records: done, splitInto: 0 };
  if (isLast) {
    const given = passing.map(({ address, error }) => setAside(tools.model, address, error));
    return { records: [...done, ...given], splitInto: 0 };
  }
  await job.updateData({ addresses: passing.map(({ address }) => address), records: done });
  throw new UnreachableError(
    `${passing.length} of ${addresses.length} pictures cannot be had for now: ${passing[0]?.error.message}`,
  );
}
