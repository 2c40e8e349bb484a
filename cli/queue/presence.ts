// Which workers there are: each says so every few seconds, beside the queue.
import { hostname } from 'node:os';
import type { WorkerTally } from './observers';
import type { PictureQueue } from './picture-queue';

/** What a worker says of itself. */
export interface Presence {
  readonly name: string;
  readonly model: string;
  readonly adapter: string;
  /** When it said so last, and when it started, in milliseconds since 1970. */
  readonly at: number;
  readonly since: number;
  readonly answered: number;
  readonly setAside: number;
  /** Jobs that were tried again later. */
  readonly retried: number;
  readonly perSecond: number;
}

const EVERY_MS = 2000;
/** Who has said nothing for so long is no longer counted. */
const GONE_MS = 15_000;
/** Workers that were killed are forgotten after a day, so that the list does not grow. */
const FORGOTTEN_MS = 86_400_000;

/** A name that no other worker has. */
export function workerName(): string {
  return `${hostname()}-${process.pid}`;
}

/** Says every few seconds that a worker is there, until it is closed. */
export class Announcer {
  readonly #queue: PictureQueue;
  readonly #facts: Pick<Presence, 'name' | 'model' | 'adapter'>;
  readonly #tally: WorkerTally;
  readonly #since = Date.now();
  readonly #timer: NodeJS.Timeout;

  constructor(
    queue: PictureQueue,
    facts: Pick<Presence, 'name' | 'model' | 'adapter'>,
    tally: WorkerTally,
  ) {
    this.#queue = queue;
    this.#facts = facts;
    this.#tally = tally;
    this.#timer = setInterval(() => this.#say(), EVERY_MS);
    this.#say();
  }

  /** Nothing depends on it: while Redis is away, nobody can ask either. */
  #say(): void {
    const { answered, setAside, retried } = this.#tally;
    const presence: Presence = {
      ...this.#facts,
      at: Date.now(),
      since: this.#since,
      ...{ answered, setAside, retried },
      perSecond: this.#tally.perSecond(),
    };
    const { redis } = this.#queue;
    if (redis.status !== 'ready') return;
    redis
      .hset(this.#queue.key('workers'), presence.name, JSON.stringify(presence))
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    const { redis } = this.#queue;
    if (redis.status === 'ready') await redis.hdel(this.#queue.key('workers'), this.#facts.name);
  }
}

/** The workers that are there; those that went without a word long ago are forgotten. */
export async function presentWorkers(queue: PictureQueue): Promise<Presence[]> {
  const key = queue.key('workers');
  const said = Object.values(await queue.redis.hgetall(key)).map(
    (text) => JSON.parse(text) as Presence,
  );
  const now = Date.now();
  const forgotten = said.filter(({ at }) => at < now - FORGOTTEN_MS).map(({ name }) => name);
  if (forgotten.length > 0) await queue.redis.hdel(key, ...forgotten);
  return said
    .filter(({ at }) => at >= now - GONE_MS)
    .toSorted((one, other) => one.name.localeCompare(other.name));
}
