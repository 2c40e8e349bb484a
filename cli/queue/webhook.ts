// Records to a server of the user's own, as JSON. What it does not take is sent again, with the same key, until it does.
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { KindlingError } from '../../src/errors';
import { orAborted } from '../../src/util/abort';
import { oneLine, UsageError } from '../failures';
import { printNote } from '../output';
import type { Environment } from '../weight-sources';
import { type PictureRecord, recordKey } from './records';
import type { Sink } from './sink';

/** The server refuses what it is sent: sending it again would not help. */
class WebhookError extends KindlingError {
  constructor(message: string) {
    super('webhook', message);
  }
}

/** Records in one request. */
const MOST_RECORDS = 500;
const ANSWER_MS = 30_000;
const FIRST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 30_000;

/** Posts records. */
export class Webhook implements Sink {
  readonly #url: URL;
  readonly #token: string | undefined;
  readonly #signal: AbortSignal;

  /**
   * The token, if there is one, is KINDLING_WEBHOOK_TOKEN of the environment.
   * @throws UsageError for what is no URL of the web, or has a password in it
   */
  constructor(url: string, environment: Environment, signal: AbortSignal) {
    const parsed = URL.canParse(url) ? new URL(url) : null;
    const isWeb = parsed && /^https?:$/.test(parsed.protocol);
    if (!isWeb || parsed.username !== '' || parsed.password !== '') {
      throw new UsageError(
        '--webhook is a URL, https:// or http://, without a user or a password; a token comes from KINDLING_WEBHOOK_TOKEN.',
      );
    }
    this.#url = parsed;
    this.#token = environment.KINDLING_WEBHOOK_TOKEN;
    this.#signal = signal;
  }

  /** Resolves once the server has taken them. @throws WebhookError where it refuses; the signal's reason */
  async write(records: readonly PictureRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += MOST_RECORDS) {
      await this.#deliver(records.slice(start, start + MOST_RECORDS));
    }
  }

  async close(): Promise<void> {}

  async #deliver(records: readonly PictureRecord[]): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MOST_PAUSE_MS)) {
      const trouble = await this.#post(records);
      if (trouble === null) return;
      printNote(`${this.#url.host} does not take records: ${trouble}. Trying again.`);
      await wait(pauseMs, undefined, { signal: this.#signal }).catch(() =>
        this.#signal.throwIfAborted(),
      );
    }
  }

  /** Null where they were taken; else what may pass. */
  async #post(records: readonly PictureRecord[]): Promise<string | null> {
    try {
      const post = () =>
        fetch(this.#url, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'idempotency-key': idempotencyKey(records),
            ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
          },
          body: JSON.stringify({ records }),
          redirect: 'error', // the token is for this server
          signal: AbortSignal.timeout(ANSWER_MS),
        });
      const { ok, status } = await orAborted(this.#signal, post);
      if (ok) return null;
      const mayPass = status >= 500 || status === 408 || status === 429;
      if (!mayPass) throw new WebhookError(`${this.#url.host} refuses records: status ${status}.`);
      return `status ${status}`;
    } catch (error) {
      if (error instanceof WebhookError) throw error;
      this.#signal.throwIfAborted();
      const { cause = error } = error instanceof Error ? error : {};
      return oneLine(cause);
    }
  }
}

/** The same records have the same key, whoever sends them. */
function idempotencyKey(records: readonly PictureRecord[]): string {
  const hash = createHash('sha256');
  for (const record of records) hash.update(recordKey(record));
  return hash.digest('hex');
}
