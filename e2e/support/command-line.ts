// Runs the command line as a user does, in a process of its own, and looks for browsers that it left behind.
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { sharedPath } from './shared-material';

/** The command, as Node runs it. */
export const launcher = join(import.meta.dirname, '../../cli/kindling.js');
/** Far more than a command needs; one that takes longer hangs. */
const TIMEOUT_MS = 600_000;

/** What a command left. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Processes of its browser that are still there. */
  readonly browsersLeft: number;
}

/** Runs `kindling` with these arguments; weights come from ../shared unless `environment` says otherwise. */
export async function kindling(
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<CommandResult> {
  const { mark, env } = marked(environment);
  const ended = await promisify(execFile)(process.execPath, [launcher, ...parameters], {
    env,
    timeout: TIMEOUT_MS,
    maxBuffer: 2 ** 26,
  }).then(
    ({ stdout, stderr }) => ({ status: 0, stdout, stderr }),
    (error: { code?: number; stdout: string; stderr: string }) => ({
      status: error.code ?? -1,
      stdout: error.stdout,
      stderr: error.stderr,
    }),
  );
  return { ...ended, browsersLeft: await countMarked(mark) };
}

/** A command that was sent a signal while it ran. */
export interface InterruptedResult {
  /** Null where the signal itself ended it. */
  readonly status: number | null;
  readonly stderr: string;
  /** From the signal to the end of the command. */
  readonly endedMs: number;
  /** Processes of its browser that are still there after the time that they have. */
  readonly browsersLeft: number;
}

/** How long a browser may take to notice that its command is gone. */
const LAST_MS = 5000;

/** Runs `kindling` and sends it a signal, some time after it listens for one. @throws Error where it has ended by then */
export async function interrupted(
  parameters: readonly string[],
  afterMs: number,
  signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL',
  environment: NodeJS.ProcessEnv = {},
): Promise<InterruptedResult> {
  const { NODE_OPTIONS = '' } = environment;
  const { mark, env } = marked({
    ...environment,
    NODE_OPTIONS: `${NODE_OPTIONS} --import=data:text/javascript,${encodeURIComponent(TELL)}`,
  });
  const command = spawn(process.execPath, [launcher, ...parameters], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  command.stderr.on('data', (text) => {
    stderr += text;
  });
  const ending = new Promise<number | null>((resolve) => command.once('exit', resolve));
  while (command.exitCode === null && !stderr.includes(LISTENS)) await wait(20);
  await Promise.race([wait(afterMs), ending]);
  if (command.exitCode !== null) throw new Error(`It ended by itself: ${stderr}`);
  const start = performance.now();
  command.kill(signal);
  const status = await ending;
  const endedMs = performance.now() - start;
  let browsersLeft = await countMarked(mark);
  while (browsersLeft > 0 && performance.now() - start < endedMs + LAST_MS) {
    await wait(100);
    browsersLeft = await countMarked(mark);
  }
  return { status, stderr: stderr.replace(LISTENS, ''), endedMs, browsersLeft };
}

/** What a command says once it listens for signals, which Node itself takes on until then. */
const LISTENS = 'It listens.\n';

/** Has a process say so. */
const TELL = `
  import { writeSync } from 'node:fs';
  process.on('newListener', (name) => name === 'SIGINT' && writeSync(2, ${JSON.stringify(LISTENS)}));
`;

/** An environment with a mark, which all that a command starts inherits, so that other browsers on the machine do not count. */
function marked(environment: NodeJS.ProcessEnv) {
  const mark = `KINDLING_TEST_RUN=${randomUUID()}`;
  const env = {
    ...process.env,
    KINDLING_WEIGHTS_DIR: sharedPath('weights'),
    ...environment,
    ...Object.fromEntries([mark.split('=')]),
  };
  return { mark, env };
}

/** Processes that carry this mark in their environment. */
async function countMarked(mark: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['axeww', '-o', 'stat=,args='], {
    maxBuffer: 2 ** 26,
  });
  // Zombies are dead; what is left of them is their parent's to collect.
  return stdout.split('\n').filter((line) => line.includes(mark) && !line.startsWith('Z')).length;
}
