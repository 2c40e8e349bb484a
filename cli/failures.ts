// The command line's own errors, and how any error becomes the one line that the user sees.
import { KindlingError } from '../src/errors';

/** The command was written wrongly: exit status 2. */
export class UsageError extends KindlingError {
  constructor(message: string) {
    super('usage', message);
  }
}

/** A file that the user named is missing, empty, or not what it should be. */
export class InputFileError extends KindlingError {
  constructor(message: string, options?: ErrorOptions) {
    super('input-file', message, options);
  }
}

/** A comparison found what it looks for: a layer, or a whole model, that is wrong. */
export class ComparisonError extends KindlingError {
  constructor(message: string) {
    super('comparison', message);
  }
}

/** Some inputs failed, and all others have their results: exit status 3. */
export class InputsFailedError extends KindlingError {
  constructor(message: string) {
    super('inputs-failed', message);
  }
}

/** Chromium is not there, does not start, or went away in the middle. */
export class BrowserError extends KindlingError {
  constructor(message: string, options?: ErrorOptions) {
    super('browser', message, options);
  }
}

/** The built library is missing or does not fit this command line. */
export class BuildError extends KindlingError {
  constructor(message: string, options?: ErrorOptions) {
    super('build', message, options);
  }
}

/** What was thrown elsewhere: errors lose their codes on the way. */
export interface Thrown {
  readonly code: string;
  readonly message: string;
  readonly stack: string;
}

/** What is said of an error to another thread. */
export function thrownParts(thrown: unknown): Thrown {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = 'code' in error ? String(error.code) : error.name;
  return { code, message: error.message || error.name, stack: error.stack ?? '' };
}

/** An error thrown inside the page, or in another thread, with the code, message and stack it had there. */
export class PageError extends KindlingError {
  constructor(thrown: Thrown) {
    super(thrown.code, thrown.message);
    this.stack = thrown.stack;
  }
}

/** The user pressed Ctrl-C, or something asked the process to end. */
export class InterruptedError extends KindlingError {
  /** Exit status by the shell's convention: 128 + the signal's number. */
  readonly exitStatus: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super('interrupted', `Interrupted by ${signal}.`);
    this.exitStatus = signal === 'SIGINT' ? 130 : 143;
  }
}

/**
 * The error with the file it is about in front of its message, when its code is one of `codes`: the
 * library names layers and offsets, but it was handed bytes and does not know the file.
 */
export function namingFile(error: unknown, file: string, codes: readonly string[]): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  if (!codes.includes(code) || error.message.includes(file)) return error;
  return new KindlingError(code, `"${file}": ${error.message}`, { cause: error });
}

/** An error's message on one line, whatever was thrown. */
export function oneLine(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error);
  return message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Exit status for an error: 2 for wrong usage, 3 where some inputs failed, 128 + signal when interrupted, else 1. */
export function exitStatusOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  if (error instanceof InputsFailedError) return 3;
  return error instanceof InterruptedError ? error.exitStatus : 1;
}

/** Why the file system refused, without its syscall jargon: "there is no such file". */
export function fileTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'there is no such file';
    case 'ENOTDIR':
      return 'a part of its path is not a folder';
    case 'EISDIR':
      return 'it is a folder';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'permission denied';
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return oneLine(error);
  }
}
