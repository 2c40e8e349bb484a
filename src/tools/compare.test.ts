// When a comparison ends that nobody wants any more. What it finds is in e2e/compare.spec.ts, on real devices.
import { describe, expect, it, vi } from 'vitest';
import { valueNamed } from '../graph/graph';
import { buildPlan } from '../plan/build-plan';
import { chain } from '../plan/plan.fixtures';
import { planReport } from '../plan/report';
import { plainTarget } from '../plan/target.fixtures';
import type { Kept, Placed, Read } from '../runtime/backend';
import { zeros } from '../tensor/tensor';
import { compareModel } from './compare';

const graph = chain();
const plan = buildPlan(graph, plainTarget('software'));
const zerosOf = (name: string) => zeros(valueNamed(graph, name).shape);

/** Answers zeros for everything; `onValue` is called when a kept value is asked for. */
function zeroPlaced(keep: () => void, onValue: () => void) {
  const kept = {
    run: vi.fn(async () => undefined),
    value: vi.fn(async (name: string) => {
      onValue();
      return zerosOf(name);
    }),
    destroy: vi.fn(),
  } satisfies Kept;
  const run = vi.fn(async (_: unknown, reads: readonly Read[]) =>
    reads.map((read) => zerosOf('output' in read ? read.output : read.input).data),
  );
  const placed = {
    ...{ graph, run, report: () => planReport(plan) },
    take: () => ({ close: () => undefined }),
    keepAll: async () => {
      keep();
      return kept;
    },
  } as unknown as Placed;
  return { placed, run, kept };
}

function compareZeros(signal: AbortSignal, keep = () => {}, onValue = () => {}) {
  const { placed, run, kept } = zeroPlaced(keep, onValue);
  const comparison = compareModel({ name: 'chain', source: graph, placed }, null, 2, signal);
  return { run, kept, comparison };
}

describe('an aborted comparison', () => {
  it('ends before the model is asked, where the reference is still computing', async () => {
    const controller = new AbortController();
    const { run, kept, comparison } = compareZeros(controller.signal, () =>
      controller.abort('enough'),
    );
    await expect(comparison).rejects.toBe('enough');
    expect(run).not.toHaveBeenCalled();
    expect(kept.destroy).toHaveBeenCalledOnce();
  });

  it('ends behind the layer that is under way, and begins no other run', async () => {
    const controller = new AbortController();
    const abort = () => controller.abort('enough');
    const { run, kept, comparison } = compareZeros(controller.signal, undefined, abort);
    await expect(comparison).rejects.toBe('enough');
    expect(run).toHaveBeenCalledOnce();
    expect(kept.destroy).toHaveBeenCalledOnce();
  });

  it('is one that goes on where nobody aborts it', async () => {
    const { run, comparison } = compareZeros(new AbortController().signal);
    expect(await comparison).toMatchObject({ model: 'chain', runs: 2, passed: true });
    expect(run).toHaveBeenCalledTimes(2);
  });
});
