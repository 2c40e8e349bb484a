// What the scripts share: the project's root, their arguments, running a program quietly or in the open, and the environment that
// the programs get.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The project's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a program in the project's root and waits for it.
 * @param {string} program Name (node_modules/.bin is searched first) or path.
 * @param {readonly string[]} args
 * @param {{ quiet?: boolean, env?: Record<string, string>, timeoutMs?: number }} [options]
 *   quiet keeps the output back and returns it instead of showing it.
 * @returns {{ ok: boolean, output: string }}
 */
export function run(program, args, { quiet = false, env = {}, timeoutMs } = {}) {
  const result = spawnSync(program, args, {
    cwd: root,
    env: { ...childEnvironment(), ...env },
    stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
    shell: process.platform === 'win32' && program !== process.execPath, // npm and .bin are .cmd files there
    ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
  });
  const trouble = result.error ? `${program}: ${result.error.message}\n` : '';
  return {
    ok: result.status === 0,
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${trouble}`,
  };
}

/**
 * Runs a program quietly; on failure shows what it said and throws.
 * @param {string} program
 * @param {readonly string[]} args
 */
export function runOrThrow(program, args) {
  const { ok, output } = run(program, args, { quiet: true });
  if (ok) return;
  process.stderr.write(output);
  throw new Error(`"${program} ${args.join(' ')}" failed; its output is above.`);
}

/** Prints one line on standard error: standard output belongs to results. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * @typedef {NonNullable<import('node:util').ParseArgsConfig['options']>} Options
 */

/**
 * What a script takes: options as `parseArgs` describes them, and the arguments that belong to none, as usage lines name them:
 * `TRAINED OUT`, `[PART]`, `[ID…]`.
 * @template {Options} O
 * @typedef {{ options?: O, positionals?: string }} Takes
 */

/**
 * A flag or a text, undefined where an option without a default is not given.
 * @template {Options[string]} P
 * @typedef {(P['type'] extends 'boolean' ? boolean : string) | (P extends { default: {} } ? never : undefined)} OptionValue
 */

/**
 * @template {Options} O
 * @typedef {{ values: { [N in keyof O]: OptionValue<O[N]> }, positionals: string[] }} Given
 */

/**
 * Reads a script's arguments.
 * @template {Options} O
 * @param {Takes<O>} [takes]
 * @param {string[]} [args] Those of the command line.
 * @returns {Given<O>}
 * @throws {TypeError} for an unknown option, which it names, and one without its value.
 * @throws {Error} for too few or too many arguments.
 */
export function readArguments({ options, positionals = '' } = {}, args = process.argv.slice(2)) {
  /** @type {import('node:util').ParseArgsConfig} */
  const config = { options: options ?? {}, args, allowPositionals: true };
  const given = parseArgs(config);
  const names = positionals.split(' ').filter((name) => name !== '');
  const least = names.filter((name) => !name.startsWith('[')).length;
  const most = positionals.endsWith('…]') ? Number.POSITIVE_INFINITY : names.length;
  if (given.positionals.length < least || given.positionals.length > most) {
    throw new Error(
      `Arguments: ${positionals || 'none'}; given: ${given.positionals.join(' ') || 'none'}.`,
    );
  }
  return /** @type {Given<O>} */ (given);
}

/**
 * Runs a script's main function and turns what it throws into one line and exit status 1.
 * @template {Options} O
 * @param {Takes<O>} takes The arguments.
 * @param {(given: Given<O>) => number | void} main Returns the exit status; nothing means 0.
 */
export function runMain(takes, main) {
  try {
    process.exitCode = main(readArguments(takes)) ?? 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** @returns {NodeJS.ProcessEnv} */
function childEnvironment() {
  const env = { ...process.env };
  env.PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${env.PATH ?? ''}`;
  // Trained models may lie beside the project, so that no run downloads them.
  const besideProject = join(root, '..', 'shared', 'weights');
  if (!env.KINDLING_WEIGHTS_DIR && existsSync(besideProject))
    env.KINDLING_WEIGHTS_DIR = besideProject;
  return env;
}
