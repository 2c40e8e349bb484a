// `--backend` and `--for`: what computes, the same in every command that leaves it open.
import type { ArgDef } from 'citty';
import type { Purpose, RuntimeOptions } from '../src/index';
import { oneOf, type StrictArguments, wholeNumber } from './arguments';
import { UsageError } from './failures';
import { formatAdapter, formatMilliseconds } from './format';
import type { Host } from './host';
import type { PageCalls } from './page-session';

/** What `--backend` takes. */
export const BACKENDS = ['auto', 'webgpu', 'cpu', 'fastest'] as const;
const PURPOSES: readonly Purpose[] = ['latency', 'throughput'];

/** How a runtime is opened. */
export type BackendSettings = Required<Pick<RuntimeOptions, 'backend' | 'for'>> &
  Pick<RuntimeOptions, 'threads'>;

/** What a page says of the model that it has loaded. */
export type LoadedThere = PageCalls['load']['response'];

const DESCRIPTION =
  'What computes: WebGPU, the CPU, or by itself the CPU where the adapter is software (auto), or the faster one by timing both (fastest)';

/** More would wait for one another. */
const MOST_THREADS = 64;

/** `--threads`, the same wherever the CPU may compute. */
export const THREADS_OPTION = {
  type: 'string',
  description: 'How many threads of the CPU compute a network; up to four by default',
  valueHint: 'N',
} as const satisfies ArgDef;

/** The options. A browser of one command has no memory, so that 'fastest' times anew: what is asked for one picture is 'auto'. */
export const BACKEND_OPTIONS = {
  backend: { type: 'enum', options: [...BACKENDS], default: 'auto', description: DESCRIPTION },
  for: {
    type: 'enum',
    options: [...PURPOSES],
    description: 'With --backend fastest: what is timed, one inference alone, or several at once',
  },
  threads: THREADS_OPTION,
} as const satisfies Record<string, ArgDef>;

/** Their values. @throws UsageError for other words, and those that do not fit to one another or to `--runtime` */
export function readBackend(given: StrictArguments, host: Host): BackendSettings {
  const backend = oneOf(given, 'backend', BACKENDS);
  checkPurpose(given);
  if (host === 'cpu' && backend !== 'auto' && backend !== 'cpu') {
    throw new UsageError(
      `--runtime cpu has no WebGPU: leave --backend ${backend} out, or --runtime.`,
    );
  }
  return {
    backend: host === 'cpu' ? 'cpu' : backend,
    for: given.option('for') === undefined ? 'latency' : oneOf(given, 'for', PURPOSES),
    ...readThreads(given, backend),
  };
}

/** How many threads; nothing where that is left open. @throws UsageError for another word, and where WebGPU computes */
export function readThreads(
  given: StrictArguments,
  backend: RuntimeOptions['backend'],
): Pick<RuntimeOptions, 'threads'> {
  const text = given.option('threads');
  if (text === undefined) return {};
  if (backend === 'webgpu') throw new UsageError('--threads is about the CPU: give --backend cpu.');
  return { threads: wholeNumber(text, '--threads', 1, MOST_THREADS) };
}

/** @throws UsageError for a purpose where nothing is timed */
export function checkPurpose(given: StrictArguments): void {
  if (given.option('for') === undefined || given.option('backend') === 'fastest') return;
  throw new UsageError('--for belongs to --backend fastest.');
}

/** What computes a model, and how that was chosen, as a note. */
export function describeBackend(model: string, { adapter, choice, fallback }: LoadedThere): string {
  const on = `${model} on ${formatAdapter(adapter)}`;
  if (choice) return `${on}, ${describeChoice(choice)}`;
  return fallback === null ? on : `${on}: ${fallback}`;
}

function describeChoice({
  for: purpose,
  by,
  medianMs,
  refusal,
}: NonNullable<LoadedThere['choice']>): string {
  if (by === 'size') return 'by the kind of adapter: it is too large to be timed on both';
  if (!medianMs) return `since the other refuses it: ${refusal}`;
  const { webgpu, cpu } = medianMs;
  const times = `WebGPU ${formatMilliseconds(webgpu)}, the CPU ${formatMilliseconds(cpu)}`;
  return `the fastest for ${purpose}: ${times} an inference`;
}
