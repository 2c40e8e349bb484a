// The right to collect, which one process has at a time. Whoever vanishes loses it after a while.
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { printNote } from '../output';
import type { PictureQueue } from './picture-queue';

/** Milliseconds for which it is had without being asked for again. */
const TERM_MS = 10_000;
const RENEW_MS = TERM_MS / 4;
const AGAIN_MS = 500;

/** Only its holder prolongs or gives back what is held: another one may have it by now. */
const PROLONG = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('pexpire', KEYS[1], ARGV[2]) end return 0`;
const GIVE_BACK = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/** A lease in Redis. */
export class Lease {
  readonly #queue: PictureQueue;
  readonly #key: string;
  readonly #holder = randomUUID();
  readonly #timer: NodeJS.Timeout;
  #renewedAt = Number.NEGATIVE_INFINITY;

  private constructor(queue: PictureQueue) {
    this.#queue = queue;
    this.#key = queue.key('collector');
    // Also while its holder waits for something else.
    this.#timer = setInterval(() => this.hold().catch(() => undefined), RENEW_MS);
  }

  /** Waits until nobody else has it. @throws the signal's reason */
  static async take(queue: PictureQueue, signal: AbortSignal): Promise<Lease> {
    const lease = new Lease(queue);
    try {
      for (let tries = 0; !(await lease.hold()); tries++) {
        if (tries === 0) {
          printNote(`Another collector has the queue ${queue.name}; waiting until it is gone.`);
        }
        await wait(AGAIN_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
      return lease;
    } catch (error) {
      clearInterval(lease.#timer);
      throw error;
    }
  }

  /** Makes sure that it is held; false where another one has it. */
  async hold(): Promise<boolean> {
    const now = performance.now();
    if (now - this.#renewedAt < RENEW_MS) return true;
    const prolonged = await this.#queue.redis.eval(PROLONG, 1, this.#key, this.#holder, TERM_MS);
    if (prolonged === 1) this.#renewedAt = now;
    // It ran out while Redis or this process was away; nobody may have taken it.
    return prolonged === 1 || this.#acquire();
  }

  /** Where Redis is away, it runs out by itself. */
  async giveBack(): Promise<void> {
    clearInterval(this.#timer);
    this.#renewedAt = Number.NEGATIVE_INFINITY;
    if (this.#queue.redis.status !== 'ready') return;
    await this.#queue.redis.eval(GIVE_BACK, 1, this.#key, this.#holder);
  }

  async #acquire(): Promise<boolean> {
    const now = performance.now();
    const set = await this.#queue.redis.set(this.#key, this.#holder, 'PX', TERM_MS, 'NX');
    if (set === 'OK') this.#renewedAt = now;
    return set === 'OK';
  }
}
