// The page's calls in a process of Node's own, on Dawn or on the CPU: the same functions that Chromium runs. Another process, since what it
// computes by the reference may take minutes, while signals have to be heard, and Dawn ends a process whose thread is ended.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendKind } from '../src/index';
import { BrowserError, BuildError, PageError } from './failures';
import { aborted } from './interruption';
import { type LocalServer, serveOffers } from './local-server';
import type { ModelPage } from './model-page';
import type { Answered, Asked } from './node-page-process';
import { Offers } from './offers';
import { libraryFolder } from './package-root';
import { answerOf, type Outcome } from './page-calls';
import type { PageCalls } from './page-session';

/** Beside the built command. */
const SCRIPT = fileURLToPath(new URL('./node-page-process.js', import.meta.url));

/** The first answer, which nobody asks for: what computes. */
const OPENED = 0;

/**
 * Opens Dawn in a process, does `work` and ends the process again, whatever it is about.
 *
 * @throws PageError with the code `node-gpu` where there is no WebGPU, BrowserError when the process ends by itself,
 * BuildError, the signal's reason, or what `work` throws
 */
export function withNodePage<T>(
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  return withProcess('webgpu', signal, work);
}

/** The same on the CPU, without a package. */
export function withCpuPage<T>(
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  return withProcess('cpu', signal, work);
}

async function withProcess<T>(
  backend: BackendKind,
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  const offers = new Offers(libraryFolder());
  if (!existsSync(SCRIPT)) throw new BuildError(`${SCRIPT} is missing; run \`npm run build\`.`);
  signal.throwIfAborted();
  const server = await serveOffers(offers);
  const process = fork(SCRIPT, [backend], { serialization: 'advanced' });
  const end = endOf(process);
  end.catch(() => undefined);
  try {
    const session = openPage(process, backend, offers, server).then(work);
    return await Promise.race([session, end, aborted(signal)]);
  } finally {
    server.close();
    process.kill('SIGKILL');
    // Nobody who interrupts waits for what frees its memory.
    if (!signal.aborted) await end.catch(() => undefined);
  }
}

async function openPage(
  process: ChildProcess,
  backend: BackendKind,
  offers: Offers,
  { origin }: LocalServer,
): Promise<ModelPage> {
  const waiting = new Map<number, (outcome: Outcome) => void>();
  process.on('message', ({ id, outcome }: Answered) => {
    waiting.get(id)?.(outcome);
    waiting.delete(id);
  });
  const answerTo = (id: number) => new Promise<Outcome>((resolve) => waiting.set(id, resolve));
  let lastId = OPENED;
  const { value: host, error } = await answerTo(OPENED);
  if (error) throw new PageError(error);
  return {
    ...{ host: String(host), web: null, backend },
    offer: (content) => origin + offers.offer(content),
    offerFolder: (folder) => origin + offers.offerFolder(folder),
    withdraw: (url) => offers.withdraw(url.slice(origin.length)),
    call: async <M extends keyof PageCalls>(method: M, request: PageCalls[M]['request']) => {
      const id = ++lastId;
      const asked: Asked = { id, call: [method, request] };
      process.send(asked);
      return answerOf<M>(await answerTo(id));
    },
  };
}

/** Rejects once the process has ended, and can no longer answer: it is out of memory, for one. */
async function endOf(process: ChildProcess): Promise<never> {
  const [status, signal] = await once(process, 'exit');
  throw new BrowserError(`The process that computes ended unexpectedly (${signal ?? status}).`);
}
