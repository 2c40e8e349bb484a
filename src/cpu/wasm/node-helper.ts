// Helpers where workers are Node's: threads of `node:worker_threads`, which Deno and Bun have as well.
import { type HelperThread, help } from './helper';

/** What is used of Node. */
interface NodeLike {
  readonly process?: {
    getBuiltinModule?(name: 'node:worker_threads'): {
      readonly Worker: new (text: string, options: object) => NodeThread;
    };
  };
}

interface NodeThread {
  on(event: 'error', listener: () => void): void;
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref(): void;
}

/** What the thread does: it has no file, as bundlers would lose it. */
const TEXT = `require('node:worker_threads').parentPort.once('message', ${help});`;

/** Starts a thread that keeps no process alive. @throws where there are none */
export function startNodeHelper(): HelperThread {
  const threads = (globalThis as NodeLike).process?.getBuiltinModule?.('node:worker_threads');
  if (!threads) throw new TypeError('There are no threads.');
  // Nothing that the process was started with is for it.
  const thread = new threads.Worker(TEXT, { eval: true, execArgv: [] });
  thread.unref();
  // Whoever computes sees that nothing is done.
  thread.on('error', () => undefined);
  return {
    begin: (given) => thread.postMessage(given),
    terminate: () => thread.terminate(),
  };
}
