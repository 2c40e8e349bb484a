// The connection to Redis or Valkey. Its address may hold a password, so it comes from the environment alone.
import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { KindlingError } from '../../src/errors';
import { oneLine } from '../failures';
import { aborted } from '../interruption';
import { printNote } from '../output';
import type { Environment } from '../weight-sources';
import { importIoredis } from './peers';

/** Redis does not answer, or is not told of as it should be. */
class QueueConnectionError extends KindlingError {
  constructor(message: string, options?: ErrorOptions) {
    super('queue-connection', message, options);
  }
}

/** What names Redis in the environment. */
const VARIABLE = 'KINDLING_REDIS_URL';
const DEFAULT_URL = 'redis://127.0.0.1:6379';
/** Containers start together; a command waits so long for Redis to be there. */
const START_MS = 10_000;
/** Longest pause before it is tried again once it was there. */
const MOST_PAUSE_MS = 2000;

/**
 * Connects, and connects again whenever the connection breaks: commands under way wait until Redis is back.
 * @throws MissingPackageError without `ioredis`; QueueConnectionError where nobody answers in time; the signal's reason
 */
export async function connectRedis(environment: Environment, signal: AbortSignal): Promise<Redis> {
  const { Redis } = await importIoredis();
  const url = redisUrl(environment);
  // It connects by itself, and so do BullMQ's copies of it: one that is told to connect gives up after the first failure.
  const redis = new Redis(url.href, {
    // BullMQ asks for it: a command of its own ends only with an answer.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * times, MOST_PAUSE_MS),
  });
  const troubles: unknown[] = [];
  redis.on('error', (error: Error) => troubles.push(error));
  try {
    await readyInTime(redis, signal);
  } catch (cause) {
    redis.disconnect();
    signal.throwIfAborted();
    const reason = troubles.length > 0 ? ` (${oneLine(troubles.at(-1))})` : '';
    throw new QueueConnectionError(
      `Redis at ${url.host} does not answer${reason}; start it, or name another one in ${VARIABLE}, as ${DEFAULT_URL}.`,
      { cause },
    );
  }
  redis.removeAllListeners('error');
  noteBreaks(redis, url.host);
  return redis;
}

function redisUrl(environment: Environment): URL {
  const text = environment[VARIABLE] ?? DEFAULT_URL;
  if (URL.canParse(text) && /^rediss?:\/\//.test(text)) return new URL(text);
  // Not shown: it may hold a password.
  throw new QueueConnectionError(`${VARIABLE} is no URL as ${DEFAULT_URL}, or rediss:// for TLS.`);
}

/** @throws the signal's reason, or that time is over */
async function readyInTime(redis: Redis, signal: AbortSignal): Promise<void> {
  const ready = new Promise<void>((resolve) => redis.once('ready', () => resolve()));
  const timer = new AbortController();
  const late = wait(START_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${START_MS / 1000} s`);
  });
  try {
    await Promise.race([ready, late, aborted(signal)]);
  } finally {
    timer.abort();
  }
}

/** One note for each time that the connection is lost, and one when it is back. */
function noteBreaks(redis: Redis, host: string): void {
  let isLost = false;
  redis.on('error', (error: Error) => {
    if (!isLost)
      printNote(`The connection to Redis at ${host} is lost: ${oneLine(error)}. Waiting.`);
    isLost = true;
  });
  redis.on('ready', () => {
    if (isLost) printNote(`Redis at ${host} is back.`);
    isLost = false;
  });
}
