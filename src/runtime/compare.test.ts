// When a comparison ends that nobody wants any more. What it finds is in e2e/compare.spec.ts, on real devices.
import { describe, expect, it, vi } from 'vitest';
import type { Executor, ReadRequest } from '../gpu/executor';
import { buildPlan } from '../plan/build-plan';
import type { Plan } from '../plan/plan';
import { chain } from '../plan/plan.fixtures';
import { plainTarget } from '../plan/target.fixtures';
import { type CompareSubject, compareModel } from './compare';

/** Answers zeros for everything. */
class ZeroExecutor {
  readonly writeInput = vi.fn();
  readonly destroy = vi.fn();
  readonly run = vi.fn(async (requests: readonly ReadRequest[]) => this.#zeros(requests));
  readonly read = vi.fn(async (requests: readonly ReadRequest[]) => {
    this.onRead();
    return this.#zeros(requests);
  });
  onRead: () => void = () => undefined;

  constructor(readonly plan: Plan) {}

  #zeros(requests: readonly ReadRequest[]): ArrayBuffer[] {
    return requests.map((request) => {
      const name = 'output' in request ? request.output : request.input;
      const port = this.plan.outputs.find((candidate) => candidate.name === name);
      return new ArrayBuffer(this.plan.slots[port?.slot ?? 0]?.byteLength ?? 0);
    });
  }
}

/** Compares a chain of three layers; `kept` is told of the executor that holds all values. */
function compareChain(signal: AbortSignal, kept: (executor: ZeroExecutor) => void) {
  const graph = chain();
  const own = new ZeroExecutor(buildPlan(graph, plainTarget('software')));
  const asExecutor = (fake: ZeroExecutor) => fake as unknown as Executor;
  const subject: CompareSubject = {
    ...{ name: 'chain', source: graph, graph, executor: asExecutor(own) },
    createExecutor: async (plan) => {
      const executor = new ZeroExecutor(plan);
      kept(executor);
      return asExecutor(executor);
    },
  };
  return { own, comparison: compareModel(subject, null, 2, signal) };
}

describe('an aborted comparison', () => {
  it('ends before the device is asked, where the reference is still computing', async () => {
    const controller = new AbortController();
    let freed: ZeroExecutor | undefined;
    const { own, comparison } = compareChain(controller.signal, (executor) => {
      freed = executor;
      controller.abort('enough');
    });
    await expect(comparison).rejects.toBe('enough');
    expect(own.run).not.toHaveBeenCalled();
    expect(freed?.destroy).toHaveBeenCalledOnce();
  });

  it('ends behind the layer that is under way, and begins no other run', async () => {
    const controller = new AbortController();
    let freed: ZeroExecutor | undefined;
    const { own, comparison } = compareChain(controller.signal, (executor) => {
      freed = executor;
      executor.onRead = () => controller.abort('enough');
    });
    await expect(comparison).rejects.toBe('enough');
    expect(own.run).toHaveBeenCalledOnce();
    expect(freed?.destroy).toHaveBeenCalledOnce();
  });

  it('is one that goes on where nobody aborts it', async () => {
    const { own, comparison } = compareChain(new AbortController().signal, () => undefined);
    expect(await comparison).toMatchObject({ model: 'chain', runs: 2, passed: true });
    expect(own.run).toHaveBeenCalledTimes(2);
  });
});
