// The child process of malformed.test.ts: reads a file as `runtime.load` does, plans what was read for both kinds of adapter,
// runs the plan without a device, and packs its weights, within the budgets of a load. So a hang is one that can be ended, and memory is its own.
import { readFileSync, writeFileSync } from 'node:fs';
import { KindlingError } from '../../../src/errors';
import { kernelsFor } from '../../../src/plan/kernels-for';
import { runNull } from '../../../src/plan/null-executor.fixtures';
import { storedConstants } from '../../../src/plan/plan';
import { scheduleGraph } from '../../../src/plan/schedule';
import { plainTarget } from '../../../src/plan/target.fixtures';
import { optimizeGraph } from '../../../src/rewrites/all-passes';
import { Budgets } from '../../../src/runtime/budgets';
import { readModel } from '../../../src/runtime/read-model';
import type { Outcome } from './malformed-case';

/** Cases between two collections of garbage. */
const CASES_PER_COLLECTION = 16;
let tried = 0;

process.on('message', async (bytes: Uint8Array) => {
  process.send?.(await outcomeOf(bytes));
});

async function outcomeOf(bytes: Uint8Array): Promise<Outcome> {
  if (tried++ % CASES_PER_COLLECTION === 0 || bytes.length > 2 ** 20) globalThis.gc?.();
  resetPeak();
  const [before, start] = [process.memoryUsage.rss(), process.cpuUsage()];
  const finished = await finish(bytes);
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000;
  return { ...finished, milliseconds, extraBytes: peakBytes() - before };
}

async function finish(bytes: Uint8Array): Promise<Pick<Outcome, 'result' | 'message'>> {
  try {
    await tryModel(bytes);
    return { result: 'model', message: '' };
  } catch (error) {
    if (error instanceof KindlingError) return { result: error.name, message: error.message };
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { result: 'unexpected', message };
  }
}

async function tryModel(bytes: Uint8Array): Promise<void> {
  const model = await readModel(bytes, { name: 'malformed' });
  const budgets = new Budgets({}, bytes.byteLength);
  await budgets.checkWork(model.graph);
  const optimized = optimizeGraph(model.graph);
  for (const adapter of ['software', 'hardware'] as const) {
    const { graph, plan } = scheduleGraph(optimized, plainTarget(adapter), {
      kernels: await kernelsFor(optimized, adapter),
    });
    await budgets.planWithin(graph, plan);
    runNull(plan);
    for (const { data, byteLength, name } of storedConstants(plan)) {
      if (data.byteLength !== byteLength) throw new RangeError(`"${name}" is of another length.`);
    }
  }
}

/** The most memory that the process held since the last reset. Linux alone tells it; elsewhere what it holds now. */
function peakBytes(): number {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(status)?.[1]);
  } catch {
    return process.memoryUsage.rss();
  }
}

/** https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html */
function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // No Linux: see above.
  }
}
