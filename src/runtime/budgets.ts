// What a load may take: what the caller says or, of a file, what any file of its size may. Loaded for those.
import { checkBudget, type Taking } from '../graph/budget';
import type { Graph } from '../graph/graph';
import { MOST_NODES, refuseMore } from '../graph/limits';
import { deviceWorkOf, workOf } from '../graph/work';
import { memoryOf } from '../plan/memory';
import type { Plan } from '../plan/plan';
import { product } from '../util/math';
import { Yielder } from '../util/yielder';
import type { ReadModelOptions } from './read-model';

/** Bytes that any file may have made of it, and how many more for each of its own: pruned weights take a hundredth of theirs. */
const FREE_BYTES = 192 * 2 ** 20;
const BYTES_PER_BYTE = 128;

/** Multiply-adds: what a second of all but the slowest hundredth of adapters could do. */
const MOST_WORK = 2 ** 35;

/** Multiply-adds of one submit, which no other model waits for long: 0.4 s of convolutions on SwiftShader, twice that of its slowest kernels. */
const MOST_AT_ONCE = { software: 2 ** 30, hardware: 2 ** 33 } as const;

/** Dispatches of a file's plan: each may take a device's process 0.2 ms to bind. Some convolutions are three. */
const MOST_DISPATCHES = 1.5 * MOST_NODES;

/** Numbers of an input of usual size; who gives larger ones, or a batch, wants more computed. */
const USUAL_INPUT = 2 ** 18;

/** What of a load's options budgets come from. */
interface BudgetOptions extends ReadModelOptions {
  readonly computeLimit?: number;
}

/** What a load may take. What takes time to add up lets the page have its turns. */
export class Budgets {
  readonly #memoryLimit: number;
  readonly #computeLimit: number;
  readonly #mostDispatches: number;
  readonly #signal: AbortSignal | undefined;

  /** @param byteLength of the file; 0 for a network that was built, which is the caller's own */
  constructor(
    { batch = 1, inputs = {}, memoryLimit, computeLimit, signal }: BudgetOptions,
    byteLength: number,
  ) {
    const given = Object.values(inputs).reduce((sum, shape) => sum + product(shape), 0);
    const times = byteLength > 0 ? Math.max(batch, given / USUAL_INPUT) : Number.POSITIVE_INFINITY;
    this.#memoryLimit = memoryLimit ?? times * FREE_BYTES + BYTES_PER_BYTE * byteLength;
    this.#computeLimit = computeLimit ?? times * MOST_WORK;
    this.#mostDispatches = byteLength > 0 ? MOST_DISPATCHES : Number.POSITIVE_INFINITY;
    this.#signal = signal;
  }

  /** @throws LimitError for a graph that has too much to compute; the signal's reason */
  checkWork(graph: Graph): Promise<void> {
    return this.#inTurns(
      checkBudget(graph.name, 'computeLimit', this.#computeLimit, workOf(graph)),
    );
  }

  /**
   * The plan; with turns where others should not wait for all of it.
   * @throws UnsupportedError for a file's of too many steps; LimitError for one that takes too many bytes; the signal's reason
   */
  async planWithin(graph: Graph, plan: Plan): Promise<Plan> {
    refuseMore(graph.name, plan.steps.length, this.#mostDispatches, 'dispatches');
    await this.checkMemory(graph, memoryOf(graph, plan));
    const work = deviceWorkOf(graph);
    const most = MOST_AT_ONCE[plan.adapter];
    if (work.reduce((sum, amount) => sum + amount, 0) <= most) return plan;
    const { turnsOf } = await import('../plan/turns');
    return { ...plan, turns: turnsOf(plan, work, most) };
  }

  /** @throws LimitError for too many bytes; the signal's reason */
  checkMemory({ name }: Graph, takings: Iterable<Taking>): Promise<void> {
    return this.#inTurns(checkBudget(name, 'memoryLimit', this.#memoryLimit, takings));
  }

  #inTurns(check: Generator<void, void>): Promise<void> {
    return new Yielder().run(check, this.#signal);
  }
}
