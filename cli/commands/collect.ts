// `kindling collect`: what the workers of a queue found, into files or to a server.

import type { StrictArguments } from '../arguments';
import { type Command, JSON_OPTION } from '../command';
import { UsageError } from '../failures';
import { counted, formatCount } from '../format';
import { printJson, printResult } from '../output';
import { Closers } from '../queue/closers';
import { type Collected, Collector } from '../queue/collector';
import { JsonLinesSink } from '../queue/json-lines';
import { queueMetrics } from '../queue/metrics';
import { METRICS_OPTION, serveMetrics } from '../queue/metrics-server';
import { PictureQueue, QUEUE_OPTION, readQueueName } from '../queue/picture-queue';
import { SeenKeys } from '../queue/seen-keys';
import type { Sink } from '../queue/sink';
import { Webhook } from '../queue/webhook';

/** The command. One collects at a time; others wait for their turn. */
export const collectCommand: Command = {
  definition: {
    meta: { name: 'collect', description: 'Write what the workers of a queue found' },
    args: {
      out: {
        type: 'string',
        description: 'File of JSON Lines for answers; what is in it already is not written again',
        valueHint: 'file.jsonl',
      },
      aside: {
        type: 'string',
        description:
          'File of JSON Lines for pictures without an answer, and why; by default beside --out, as file.aside.jsonl',
        valueHint: 'file.jsonl',
      },
      webhook: {
        type: 'string',
        description: 'Server that records are posted to; its token is KINDLING_WEBHOOK_TOKEN',
        valueHint: 'url',
      },
      'until-done': {
        type: 'boolean',
        description: 'End once nothing is left to be done, instead of waiting for more',
      },
      queue: QUEUE_OPTION,
      metrics: METRICS_OPTION,
      json: JSON_OPTION,
    },
  },
  async run(given, { signal }) {
    const name = readQueueName(given);
    const webhook = given.option('webhook');
    const paths = readPaths(given);
    if (paths === null && webhook === undefined) {
      throw new UsageError('Say where to: --out FILE.jsonl, --webhook URL, or both.');
    }
    const metrics = given.option('metrics');
    const closers = new Closers();
    try {
      const seen = new SeenKeys();
      const sinks: Sink[] = [];
      if (webhook !== undefined) sinks.push(new Webhook(webhook, process.env, signal));
      if (paths !== null) sinks.push(await JsonLinesSink.open(paths, seen));
      for (const sink of sinks) closers.add(() => sink.close());
      const queue = await PictureQueue.open(name, process.env, signal);
      closers.add(() => queue.close());
      const collector = new Collector(queue, sinks, seen);
      if (metrics !== undefined) {
        const registry = await queueMetrics(queue, () => collector.collected);
        const server = await serveMetrics(metrics, registry);
        closers.add(() => server.close());
      }
      await collector.run(signal, { untilDone: given.flag('until-done') });
      if (given.flag('json')) printJson({ queue: name, ...collector.collected });
      else printResult(describe(collector.collected));
    } finally {
      await closers.close();
    }
  },
};

/** Both files; null where none is asked for. @throws UsageError */
function readPaths(given: StrictArguments): { answers: string; aside: string } | null {
  const [answers, aside] = [given.option('out'), given.option('aside')];
  if (answers !== undefined) {
    const beside = answers.replace(/(\.jsonl)?$/, '.aside.jsonl');
    if (aside === answers) throw new UsageError('--out and --aside are the same file.');
    return { answers, aside: aside ?? beside };
  }
  if (aside !== undefined) throw new UsageError('--aside goes with --out.');
  return null;
}

function describe({ answered, setAside, repeated }: Collected): string {
  const again = repeated === 0 ? '' : `, ${formatCount(repeated)} were there already`;
  return `${counted(answered, 'picture')} answered, ${formatCount(setAside)} set aside${again}`;
}
