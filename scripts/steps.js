// What the scripts share: the project's root, running a program quietly or in the open, and the
// environment that the programs get.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

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
 * Runs a script's main function and turns what it throws into one line and exit status 1.
 * @param {() => number | void} main Returns the exit status; nothing means 0.
 */
export function runMain(main) {
  try {
    process.exitCode = main() ?? 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}

/** @returns {NodeJS.ProcessEnv} */
function childEnvironment() {
  const env = { ...process.env };
  env.PATH = `${join(root, 'node_modules', '.bin')}${delimiter}${env.PATH ?? ''}`;
  // The founders' checkouts keep the trained models beside the project, so that no run downloads them.
  const besideProject = join(root, '..', 'shared', 'weights');
  if (!env.KINDLING_WEIGHTS_DIR && existsSync(besideProject))
    env.KINDLING_WEIGHTS_DIR = besideProject;
  return env;
}
