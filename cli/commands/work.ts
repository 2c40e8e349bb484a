// `kindling work`: a worker for a queue of pictures, one process for each GPU.
import { mostBatchOf } from '../../src/util/batch-concurrency';
import { oneOf, type StrictArguments, wholeNumber } from '../arguments';
import { type Command, MODEL_OPTION } from '../command';
import { checkFolder } from '../input-files';
import { INPUT_SHAPE_OPTION, withInputShapes } from '../input-shapes';
import { untilAborted } from '../interruption';
import { readModelFile } from '../model-file';
import { printNote } from '../output';
import { importNodeEntry } from '../package-root';
import {
  LABELS_OPTION,
  PICTURE_OPTIONS,
  readClassifierSettings,
  readTopK,
  TOP_OPTION,
} from '../picture-options';
import { BATCH_OPTION, readBatch } from '../pictures/options';
import { describeBatches } from '../pictures/tally';
import { ALLOW_OPTION, Allowed } from '../queue/allowed';
import { openClassifier } from '../queue/classifier';
import { Closers } from '../queue/closers';
import { WorkerMetrics } from '../queue/metrics';
import { METRICS_OPTION, serveMetrics } from '../queue/metrics-server';
import { type WorkerObserver, WorkerTally } from '../queue/observers';
import { checkDecoders } from '../queue/peers';
import { PictureQueue, QUEUE_OPTION, readQueueName } from '../queue/picture-queue';
import { PictureSource } from '../queue/picture-source';
import { Announcer, workerName } from '../queue/presence';
import { PictureWorker } from '../queue/worker';

/** What `--runtime` takes: workers have no browser. */
const RUNTIMES = ['node', 'cpu'] as const;

/** The command. It ends when it is asked to, once the batches that it has are done. */
export const workCommand: Command = {
  definition: {
    meta: {
      name: 'work',
      description: 'Classify the pictures of a queue, one process for each GPU',
    },
    args: {
      model: { ...MODEL_OPTION, required: true },
      labels: LABELS_OPTION,
      ...PICTURE_OPTIONS,
      top: TOP_OPTION,
      'input-shape': INPUT_SHAPE_OPTION,
      runtime: {
        type: 'enum',
        options: [...RUNTIMES],
        default: 'node',
        description: 'What computes: the GPU by the package `webgpu` (node), or the CPU (cpu)',
      },
      batch: BATCH_OPTION,
      queue: QUEUE_OPTION,
      root: {
        type: 'string',
        description: 'Folder that addresses without a host lie below; without it no file is read',
        valueHint: 'dir',
      },
      allow: ALLOW_OPTION,
      'max-bytes': {
        type: 'string',
        default: String(2 ** 25),
        description: 'Most bytes of a picture',
        valueHint: 'N',
      },
      'max-pixels': {
        type: 'string',
        default: String(10 ** 8),
        description: 'Most pixels of a picture, as its header says, before it is decoded',
        valueHint: 'N',
      },
      timeout: {
        type: 'string',
        default: '30',
        description: 'Seconds in which a picture has to come',
        valueHint: 'S',
      },
      concurrency: {
        type: 'string',
        default: '2',
        description: 'Batches at once, so that one is fetched while another computes',
        valueHint: 'N',
      },
      'in-flight': {
        type: 'string',
        default: '8',
        description: 'Pictures of a batch that are fetched and decoded at once',
        valueHint: 'N',
      },
      rate: {
        type: 'string',
        description: 'Batches a second that all workers of the queue begin together, at most',
        valueHint: 'N',
      },
      stalled: {
        type: 'string',
        default: '30',
        description: 'Seconds without a word after which other workers take its batches over',
        valueHint: 'S',
      },
      metrics: METRICS_OPTION,
    },
  },
  rules: { repeatable: ['allow', 'input-shape'] },
  async run(given, { signal }) {
    const settings = readSettings(given);
    const { root } = settings.source;
    // Without it every picture would be set aside as absent.
    if (root !== null) await checkFolder(root);
    const classifier = await readClassifierSettings(given);
    const closers = new Closers();
    try {
      const tally = new WorkerTally();
      const observers: WorkerObserver[] = [tally];
      const { metrics } = settings;
      if (metrics !== undefined) observers.push(await openMetrics(metrics, closers));
      await checkDecoders();
      const source = await PictureSource.open(settings.source);
      closers.add(() => source.close());
      const queue = await PictureQueue.open(settings.queue, process.env, signal);
      closers.add(() => queue.close());
      const file = await readModelFile(given.required('model'), process.env, signal);
      const network = await openClassifier(withInputShapes(file, given), settings.runtime, {
        topK: settings.topK,
        classifier,
        together: {
          ...settings.together,
          onBatch: (measured) => {
            if (settings.together.batch !== 1) {
              printNote(describeBatches(settings.together, measured));
            }
          },
        },
      });
      closers.add(() => network.close());
      const { decodePicture } = await importNodeEntry();
      const { model, adapter } = network;
      const { name } = settings.worker;
      const announcer = new Announcer(queue, { name, model, adapter }, tally);
      closers.add(() => announcer.close());
      signal.throwIfAborted();
      const worker = await PictureWorker.start(
        queue,
        {
          model,
          read: (address) => source.read(address),
          decode: (bytes) => decodePicture(bytes, { maxPixels: settings.maxPixels }),
          classify: (pixels) => network.classify(pixels),
          inFlight: settings.inFlight,
        },
        settings.worker,
        observers,
      );
      closers.add(() => worker.close());
      printNote(`${model} on ${adapter}; worker ${name} of the queue ${queue.name}`);
      await Promise.race([worker.broken, untilAborted(signal)]);
      printNote('Ending once the batches under way are done; once more ends at once.');
    } finally {
      await closers.close();
    }
  },
};

/** What the command line says of a worker. @throws UsageError */
function readSettings(given: StrictArguments) {
  const number = (name: string, max: number) => {
    return wholeNumber(given.required(name), `--${name}`, 1, max);
  };
  const rate = given.option('rate');
  const [jobs, inFlight] = [number('concurrency', 64), number('in-flight', 256)];
  return {
    queue: readQueueName(given),
    runtime: oneOf(given, 'runtime', RUNTIMES),
    topK: readTopK(given),
    maxPixels: number('max-pixels', 2 ** 30),
    inFlight,
    together: {
      batch: readBatch(given),
      // Half of the pictures that are on the way: others are fetched and decoded meanwhile.
      mostBatch: mostBatchOf(jobs * inFlight),
    },
    metrics: given.option('metrics'),
    source: {
      root: given.option('root') ?? null,
      allowed: new Allowed(given.all('allow')),
      maxBytes: number('max-bytes', 2 ** 30),
      timeoutMs: 1000 * number('timeout', 3600),
      environment: process.env,
    },
    worker: {
      name: workerName(),
      concurrency: jobs,
      rate: rate === undefined ? null : wholeNumber(rate, '--rate', 1, 1_000_000),
      stalledMs: 1000 * number('stalled', 3600),
    },
  };
}

async function openMetrics(place: string, closers: Closers): Promise<WorkerMetrics> {
  const metrics = await WorkerMetrics.create();
  const server = await serveMetrics(place, metrics.registry);
  closers.add(() => server.close());
  return metrics;
}
