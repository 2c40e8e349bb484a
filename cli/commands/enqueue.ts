// `kindling enqueue`: jobs for workers on any machine, of addresses of pictures.
import { wholeNumber } from '../arguments';
import { type Command, JSON_OPTION } from '../command';
import { InputFileError } from '../failures';
import { counted } from '../format';
import { printJson, printResult } from '../output';
import { enqueue } from '../queue/enqueue';
import { PictureQueue, QUEUE_OPTION, readQueueName } from '../queue/picture-queue';
import { addressesOf } from '../queue/sources';

/** The command. It may be run again: jobs that wait already are not added twice, and the collector writes each picture once. */
export const enqueueCommand: Command = {
  definition: {
    meta: { name: 'enqueue', description: 'Put pictures into a queue for kindling work' },
    args: {
      source: {
        type: 'positional',
        description:
          'A folder, s3://bucket/prefix, or a file with an address a line (- for standard input)',
      },
      queue: QUEUE_OPTION,
      batch: {
        type: 'string',
        default: '64',
        description: 'Pictures of a job, 1 to 1000',
        valueHint: 'N',
      },
      attempts: {
        type: 'string',
        default: '5',
        description: 'How often a job is tried, 1 to 100',
        valueHint: 'N',
      },
      backoff: {
        type: 'string',
        default: '1000',
        description: 'Milliseconds before the second try, twice as many each time',
        valueHint: 'MS',
      },
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const name = readQueueName(given);
    const source = given.positionals[0] ?? '';
    const size = wholeNumber(given.required('batch'), '--batch', 1, 1000);
    const retry = {
      attempts: wholeNumber(given.required('attempts'), '--attempts', 1, 100),
      backoffMs: wholeNumber(given.required('backoff'), '--backoff', 1, 3_600_000),
    };
    const queue = await PictureQueue.open(name, process.env, signal);
    try {
      const addresses = addressesOf(source, process.env);
      const { pictures, batches } = await enqueue(queue, addresses, { size, retry, signal });
      if (pictures === 0) throw new InputFileError(`"${source}" has no pictures.`);
      if (given.flag('json')) return printJson({ queue: name, source, pictures, batches });
      printResult(
        `${counted(pictures, 'picture')} in ${counted(batches, 'batch', 'batches')} are in the queue ${name}`,
      );
    } finally {
      await queue.close();
    }
  },
};
