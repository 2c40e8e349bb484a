// Runs the command line as a user does, in a process of its own, and looks for browsers that it left behind.
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sharedPath } from './shared-material';

const launcher = join(import.meta.dirname, '../cli/kindling.js');
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
  // All that the command starts inherits this, so that other browsers on the machine do not count.
  const mark = `KINDLING_TEST_RUN=${randomUUID()}`;
  const env = {
    ...process.env,
    KINDLING_WEIGHTS_DIR: sharedPath('weights'),
    ...environment,
    ...Object.fromEntries([mark.split('=')]),
  };
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

/** Processes that carry this mark in their environment. */
async function countMarked(mark: string): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['axeww', '-o', 'stat=,args='], {
    maxBuffer: 2 ** 26,
  });
  // Zombies are dead; what is left of them is their parent's to collect.
  return stdout.split('\n').filter((line) => line.includes(mark) && !line.startsWith('Z')).length;
}
