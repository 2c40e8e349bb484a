// Where the library computes: headless Chromium or Firefox, or this Node process on Dawn.
import type { ArgDef } from 'citty';
import { oneOf, type StrictArguments } from './arguments';
import type { ModelPage } from './model-page';

/** What `--runtime` takes. */
export type Host = 'browser' | 'firefox' | 'node' | 'cpu';

const GPU_HOSTS = ['browser', 'firefox', 'node'] as const;
const HOSTS = [...GPU_HOSTS, 'cpu'] as const;

/** The `--runtime` option, the same in every command that computes on the GPU. */
export const RUNTIME_OPTION: ArgDef = {
  type: 'enum',
  options: [...GPU_HOSTS],
  default: 'browser',
  description:
    'Where WebGPU is: headless Chromium (browser), Firefox, or Node with the package `webgpu`',
};

/** The same in commands that the CPU does as well. */
export const ANY_RUNTIME_OPTION: ArgDef = {
  ...RUNTIME_OPTION,
  options: [...HOSTS],
  description: `${RUNTIME_OPTION.description}; or the CPU, in Node (cpu)`,
};

/** The value of `--runtime`. @throws UsageError for another word */
export function readHost(given: StrictArguments): Host {
  return oneOf(given, 'runtime', GPU_HOSTS);
}

/** The same where the CPU is one. @throws UsageError for another word */
export function readAnyHost(given: StrictArguments): Host {
  return oneOf(given, 'runtime', HOSTS);
}

/**
 * Opens the page, does `work` with it and closes it again, whatever happens.
 *
 * @throws BrowserError when the browser is missing, does not start or goes away; NodeGpuError without the package `webgpu`
 * or an adapter; BuildError when the library is not built; the signal's reason when it is aborted; else what `work` throws.
 */
export async function withPage<T>(
  host: Host,
  signal: AbortSignal,
  work: (page: ModelPage) => Promise<T>,
): Promise<T> {
  // Loaded when asked for: no host needs what the others are made of.
  if (host === 'node') return (await import('./node-page')).withNodePage(signal, work);
  if (host === 'cpu') return (await import('./node-page')).withCpuPage(signal, work);
  if (host === 'firefox') return (await import('./firefox')).withFirefoxPage(signal, work);
  return (await import('./browser')).withBrowserPage(signal, work);
}
