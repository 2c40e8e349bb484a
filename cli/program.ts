// The `kindling` command: finds the command, reads its arguments strictly, runs it, and turns
// whatever happens into an exit status and at most one line on standard error.
import { stripVTControlCharacters } from 'node:util';
import { type CommandDef, renderUsage } from 'citty';
import { nearestName } from '../src/store/manifest';
import { readArguments } from './arguments';
import type { Command } from './command';
import { benchCommand } from './commands/bench';
import { classifyCommand } from './commands/classify';
import { collectCommand } from './commands/collect';
import { compareCommand } from './commands/compare';
import { compressCommand } from './commands/compress';
import { convertCommand } from './commands/convert';
import { demoCommand } from './commands/demo';
import { enqueueCommand } from './commands/enqueue';
import { evaluateCommand } from './commands/evaluate';
import { fetchCommand } from './commands/fetch';
import { inspectCommand } from './commands/inspect';
import { runCommand } from './commands/run';
import { statusCommand } from './commands/status';
import { workCommand } from './commands/work';
import { exitStatusOf, InterruptedError, oneLine, UsageError } from './failures';
import { printNote, printResult, printStyled } from './output';
import { packageVersion } from './package-root';

const COMMANDS: readonly Command[] = [
  demoCommand,
  classifyCommand,
  runCommand,
  evaluateCommand,
  inspectCommand,
  benchCommand,
  compareCommand,
  convertCommand,
  compressCommand,
  fetchCommand,
  enqueueCommand,
  workCommand,
  collectCommand,
  statusCommand,
];

/**
 * Runs the command line on the arguments that follow `kindling`.
 *
 * @returns the exit status: 0, 1 for a failure, 2 for wrong usage, 3 when some inputs failed, 128 + signal when interrupted.
 */
export async function runProgram(rawArguments: readonly string[]): Promise<number> {
  const interruption = new AbortController();
  const stop = (signal: 'SIGINT' | 'SIGTERM') => interruption.abort(new InterruptedError(signal));
  // Once: a second Ctrl-C ends the process at once.
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    await dispatch(rawArguments, interruption.signal);
    return 0;
  } catch (error) {
    printNote(`kindling: ${oneLine(error)}`);
    if (process.env.KINDLING_DEBUG === '1') console.error(error);
    return exitStatusOf(error);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

async function dispatch(rawArguments: readonly string[], signal: AbortSignal): Promise<void> {
  const [name, ...rest] = rawArguments;
  if (name === '--help' || name === '-h') return printUsage(programDefinition());
  if (name === '--version' || name === '-v') return printResult(packageVersion());
  const command = findCommand(name);
  if (asksForHelp(rest)) return printUsage(command.definition, programDefinition());
  const given = readArguments(rest, command.definition.args, command.rules);
  await command.run(given, { signal });
}

function findCommand(name: string | undefined): Command {
  const names = COMMANDS.map(({ definition }) => definition.meta.name);
  const listed = `The commands are: ${names.join(', ')}; see kindling --help.`;
  if (name === undefined) throw new UsageError(`No command is given. ${listed}`);
  const command = COMMANDS.find(({ definition }) => definition.meta.name === name);
  if (command) return command;
  if (name.startsWith('-')) throw new UsageError(`Unknown option "${name}". ${listed}`);
  const nearest = nearestName(name, names);
  const hint = nearest === null ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`Unknown command "${name}".${hint} ${listed}`);
}

/** Whether `--help` is among the options; after `--` everything is a file name. */
function asksForHelp(rawArguments: readonly string[]): boolean {
  const end = rawArguments.indexOf('--');
  const options = end === -1 ? rawArguments : rawArguments.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

async function printUsage(definition: CommandDef, parent?: CommandDef): Promise<void> {
  const usage = await renderUsage(definition, parent);
  printStyled(process.stdout.isTTY ? usage : stripVTControlCharacters(usage));
}

/** All commands in citty's terms: what `kindling --help` lists. */
function programDefinition(): CommandDef {
  const entries = COMMANDS.map(({ definition }) => [definition.meta.name, definition] as const);
  return {
    meta: {
      name: 'kindling',
      version: packageVersion(),
      description: 'Small convolutional networks on WebGPU, in headless Chromium or in Node',
    },
    subCommands: Object.fromEntries(entries),
  };
}
