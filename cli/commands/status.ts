// `kindling status`: how a queue of pictures stands.
import { type Command, JSON_OPTION } from '../command';
import { printJson, printResult } from '../output';
import { PictureQueue, QUEUE_OPTION, readQueueName } from '../queue/picture-queue';
import { describeStatus, readStatus } from '../queue/status';

/** The command. */
export const statusCommand: Command = {
  definition: {
    meta: { name: 'status', description: 'Show what waits in a queue, who works, and how fast' },
    args: { queue: QUEUE_OPTION, json: JSON_OPTION },
  },
  async run(given, { signal }) {
    const queue = await PictureQueue.open(readQueueName(given), process.env, signal);
    try {
      const status = await readStatus(queue);
      if (given.flag('json')) printJson(status);
      else printResult(describeStatus(status));
    } finally {
      await queue.close();
    }
  },
};
