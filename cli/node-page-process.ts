// The process that node-page.ts starts: opens Dawn, unless its argument is `cpu`, says what it is, and answers calls. It ends with the command, however that
// ends: a thread looks for it, also while this one computes.
import { setMaxListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { installNodeContenders } from '../bench/contenders/in-node';
import { thrownParts } from './failures';
import { openNodeGpu } from './node-gpu';
import { importLibrary, importModels, importNodeEntry, importTools } from './package-root';
import { callSession, INSTALLERS, type Outcome } from './page-calls';

/** A call, and the number of its answer. */
export interface Asked {
  readonly id: number;
  readonly call: Parameters<typeof callSession>[0];
}

/** What came of it; of the call 0, which nobody makes, what computes. */
export interface Answered {
  readonly id: number;
  readonly outcome: Outcome;
}

/** How often the command is looked for. */
const INTERVAL_MS = 250;

/** Node warns of more listeners to one signal. Every call under way listens to the model's end. */
const LISTENERS = 1000;

const CPU_HOST = `Node ${process.versions.node}, on the CPU`;

if (isMainThread) {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, call }: Asked) => answer(id, await callSession(call)));
  new Worker(fileURLToPath(import.meta.url), { workerData: process.ppid }).unref();
  answer(0, await open());
} else {
  setInterval(() => {
    if (process.ppid !== workerData) process.kill(process.pid, 'SIGKILL');
  }, INTERVAL_MS);
}

function answer(id: number, outcome: Outcome): void {
  const answered: Answered = { id, outcome };
  process.send?.(answered);
}

/** What computes, as `ModelPage.host` says it. */
async function open(): Promise<Outcome> {
  try {
    setMaxListeners(LISTENERS);
    const isOnCpu = process.argv[2] === 'cpu';
    const { host } = isOnCpu ? { host: CPU_HOST } : await openNodeGpu();
    const [kindling, models, tools, { decodePicture }] = await Promise.all([
      importLibrary(),
      importModels(),
      importTools(),
      importNodeEntry(),
    ]);
    Object.assign(globalThis, { kindling, models, tools, decodePicture });
    for (const install of INSTALLERS) install();
    installNodeContenders();
    return { value: host, error: null };
  } catch (thrown) {
    return { value: null, error: thrownParts(thrown) };
  }
}
