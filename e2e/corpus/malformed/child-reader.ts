// The reading process as tests see it: one file at a time, and a watchdog that ends what hangs.
import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { Outcome } from './malformed-case';

/** What hangs goes on for ever; what only works takes a small part of this, on a slow and busy machine too. */
const WATCHDOG_MS = 30_000;
/** V8's own heap. Arrays lie outside of it and are counted. */
const HEAP_MIB = 256;

/** Runs cases in a process of its own, which starts again after it died. */
export class ChildReader {
  readonly #script: string;
  #child: ChildProcess | null = null;

  private constructor(script: string) {
    this.#script = script;
  }

  /** Bundles what the process runs. */
  static async create(): Promise<ChildReader> {
    const outDir = mkdtempSync(join(tmpdir(), 'kindling-malformed-'));
    await build({
      ...{ configFile: false, logLevel: 'silent', ssr: { noExternal: true } },
      build: {
        ssr: join(import.meta.dirname, 'try-model.ts'),
        outDir,
        rollupOptions: { output: { entryFileNames: 'try-model.mjs' } },
      },
    });
    return new ChildReader(join(outDir, 'try-model.mjs'));
  }

  /** What became of a file. @throws Error when it hangs, or when the process dies of it */
  async try(bytes: Uint8Array): Promise<Outcome> {
    const child = this.#running();
    return new Promise((resolve, reject) => {
      const end = (problem: string) => {
        this.#child = null;
        child.removeAllListeners();
        child.kill('SIGKILL');
        reject(new Error(problem));
      };
      const watchdog = setTimeout(
        () => end(`It hangs: nothing after ${WATCHDOG_MS} ms.`),
        WATCHDOG_MS,
      );
      child.once('exit', (code, signal) => {
        clearTimeout(watchdog);
        end(
          `The process died (${signal ?? code}): out of ${HEAP_MIB} MiB, or an error that nobody caught.`,
        );
      });
      child.once('message', (outcome: Outcome) => {
        clearTimeout(watchdog);
        child.removeAllListeners();
        resolve(outcome);
      });
      child.send(bytes);
    });
  }

  stop(): void {
    this.#child?.kill();
    this.#child = null;
  }

  #running(): ChildProcess {
    this.#child ??= fork(this.#script, {
      execArgv: ['--expose-gc', `--max-old-space-size=${HEAP_MIB}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    return this.#child;
  }
}
