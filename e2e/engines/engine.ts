// An engine that is not Chromium, as tests see it: code goes there as text and answers come back as text.
import { answerOfText } from '../../cli/page-text';
import type * as Kindling from '../../src/index';
import type * as Tools from '../../src/tools/index';

declare global {
  /** The built library, in the engine. */
  var kindling: typeof Kindling;
  var tools: typeof Tools;
}

/** A browser or runtime with the built library on `globalThis.kindling` and `globalThis.tools`. */
export interface Engine extends AsyncDisposable {
  /** With its version. */
  readonly name: string;
  /** In front of the paths of offers, for `fetch`. */
  readonly origin: string;
  /**
   * What a function gives that runs there; it may use globals and its argument, which has to be JSON. Typed arrays come back.
   * @throws EngineError with what was thrown there, or when the engine has ended
   */
  evaluate<A, R>(work: (argument: A) => R | Promise<R>, argument: A): Promise<R>;
}

/** Something was thrown in the engine, or the engine is gone. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** An answer as the engine's end of the wire writes it: `answerAsText` of what `answerTo` gives. */
type Answer = { readonly value: unknown } | { readonly thrown: string };

/** The text of a call, for `answerTo`. */
export function requestText(work: (argument: never) => unknown, argument: unknown): string {
  return JSON.stringify([`(${work})`, argument]);
}

/** Runs in the engine: evaluates a call. */
export async function answerTo([work, argument]: [string, unknown]): Promise<Answer> {
  try {
    // The test's own code.
    const call = new Function(`return ${work}`)() as (argument: unknown) => unknown;
    return { value: await call(argument) };
  } catch (error) {
    const { name = 'Error', message = String(error), stack = '' } = error as Partial<Error>;
    return { thrown: `${name}: ${message}\n${stack}` };
  }
}

/** The value that came back. @throws EngineError */
export function valueFrom<R>(text: string): R {
  const answer = answerOfText(text) as Answer;
  if ('thrown' in answer) throw new EngineError(answer.thrown);
  return answer.value as R;
}
