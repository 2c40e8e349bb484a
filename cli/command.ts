// What a command of `kindling` is: citty's description of it, and what it does.
import type { ArgsDef, CommandDef } from 'citty';
import type { ArgumentRules, StrictArguments } from './arguments';

/** What a command gets besides its arguments. */
interface CommandContext {
  /** Aborted when the user or the system asks the process to end. */
  readonly signal: AbortSignal;
}

/** One command. `run` writes its results to standard output and throws when it fails. */
export interface Command {
  /** Name, description and arguments: what `--help` shows. */
  readonly definition: CommandDef & { readonly meta: { name: string }; readonly args: ArgsDef };
  readonly rules?: ArgumentRules;
  run(given: StrictArguments, context: CommandContext): Promise<void>;
}

/** The `--model` option, the same in every command that has one. */
export const MODEL_OPTION = {
  type: 'string',
  description: 'Name in the manifest, or path to a model file',
  valueHint: 'name|path',
} as const;

/** The `--json` option, the same in every command. */
export const JSON_OPTION = {
  type: 'boolean',
  description: 'Print one JSON document and nothing else on standard output',
} as const;
