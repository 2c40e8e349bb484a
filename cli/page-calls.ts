// How a page gets its session and is asked: the same functions run in Chromium, sent as source text, and in Node.

import { installLiteRtContenders } from '../bench/contenders/litert';
import { installOrtContenders } from '../bench/contenders/ort';
import { installTfjsContender } from '../bench/contenders/tfjs';
import { installBenchCalls } from './bench/page-bench';
import { PageError, type Thrown } from './failures';
import { installDemoCalls } from './page-demo';
import { installNetworkCalls } from './page-networks';
import { installPageSession, type PageCalls, type PageGlobals } from './page-session';

/** The other runtimes. */
export const CONTENDERS: readonly (() => void)[] = [
  installOrtContenders,
  installTfjsContender,
  installLiteRtContenders,
];

/** What the page can be asked for, in the order in which it is put there. */
export const INSTALLERS: readonly (() => void)[] = [
  ...[installPageSession, installDemoCalls, installNetworkCalls],
  ...CONTENDERS,
  installBenchCalls,
];

/** A call's value, or what was thrown: by itself an error would lose its code and gain a call log. */
export interface Outcome {
  readonly value: unknown;
  readonly error: Thrown | null;
}

/** Runs in the page: calls a method of its session. */
export async function callSession([name, argument]: readonly [string, unknown]): Promise<Outcome> {
  const { session = {} } = globalThis as unknown as PageGlobals;
  const call = Reflect.get(session, name) as ((request: unknown) => Promise<unknown>) | undefined;
  try {
    return { value: await call?.(argument), error: null };
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const code = 'code' in error ? String(error.code) : error.name;
    const { message, stack = '' } = error;
    return { value: null, error: { code, message: message || error.name, stack } };
  }
}

/** The value of a call. @throws PageError with what was thrown in the page */
export function answerOf<M extends keyof PageCalls>(outcome: Outcome): PageCalls[M]['response'] {
  if (outcome.error) throw new PageError(outcome.error);
  return outcome.value as PageCalls[M]['response'];
}
