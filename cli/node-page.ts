// The page's calls in this Node process, on Dawn: the same functions that Chromium runs, beside the commands.
import { readFileSync } from 'node:fs';
import type { ModelPage } from './model-page';
import { openNodeGpu } from './node-gpu';
import { importLibrary, importModels, libraryFolder } from './package-root';
import { answerOf, callSession, INSTALLERS } from './page-calls';
import type { PageCalls } from './page-session';

/**
 * Opens Dawn, does `work` and closes Dawn again. What is under way when the signal aborts cannot be stopped: nothing more
 * is begun, and the process has to be ended.
 *
 * @throws NodeGpuError, BuildError, the signal's reason, or what `work` throws
 */
export async function withNodePage<T>(
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  libraryFolder();
  const gpu = await openNodeGpu();
  const offered: string[] = [];
  try {
    signal.throwIfAborted();
    const [kindling, models] = await Promise.all([importLibrary(), importModels()]);
    Object.assign(globalThis, { kindling, models });
    for (const install of INSTALLERS) install();
    return await Promise.race([work(createPage(gpu.host, offered, signal)), endOf(signal)]);
  } finally {
    for (const url of offered) URL.revokeObjectURL(url);
    gpu.close();
  }
}

function createPage(host: string, offered: string[], signal: AbortSignal): ModelPage {
  return {
    host,
    web: null,
    offer: (content) => {
      const bytes = typeof content === 'string' ? readFileSync(content) : content;
      const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)]));
      offered.push(url);
      return url;
    },
    call: async <M extends keyof PageCalls>(method: M, request: PageCalls[M]['request']) => {
      signal.throwIfAborted();
      return answerOf<M>(await callSession([method, request]));
    },
  };
}

function endOf(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
