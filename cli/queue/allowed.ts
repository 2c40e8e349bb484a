// Which hosts and buckets a worker reads from: those that are named when it is started, and no other. Whoever can write to the
// queue could otherwise have it read what only this machine can reach.
import { UsageError } from '../failures';
import { AddressError } from './address';

/** The `--allow` option. */
export const ALLOW_OPTION = {
  type: 'string',
  description:
    'Where pictures may come from: a host (images.example.com, by https), an origin (http://10.0.0.5:9000), or a bucket (s3://photos); repeat it for more',
  valueHint: 'host|origin|s3://bucket',
} as const;

/** Hosts and buckets by name. */
export class Allowed {
  readonly #origins: ReadonlySet<string>;
  readonly #buckets: ReadonlySet<string>;

  /** @throws UsageError for what names neither a host, an origin, nor a bucket */
  constructor(entries: readonly string[]) {
    const buckets = entries.flatMap((entry) => /^s3:\/\/([^/]+)\/?$/.exec(entry)?.[1] ?? []);
    const others = entries.filter((entry) => !entry.startsWith('s3://'));
    if (buckets.length + others.length < entries.length) throw wrong(entries);
    this.#buckets = new Set(buckets);
    this.#origins = new Set(others.map(originOf));
  }

  /** Whether there is a store to be asked. */
  get hasBuckets(): boolean {
    return this.#buckets.size > 0;
  }

  /** @throws AddressError when its origin is not allowed */
  checkUrl(url: URL): void {
    if (this.#origins.has(url.origin)) return;
    throw new AddressError(
      'not-allowed',
      `${url.origin} is not among the hosts that are allowed; start the worker with --allow ${url.protocol === 'https:' ? url.host : url.origin} if it should be.`,
    );
  }

  /** @throws AddressError when it is not allowed */
  checkBucket(bucket: string): void {
    if (this.#buckets.has(bucket)) return;
    throw new AddressError(
      'not-allowed',
      `The bucket ${bucket} is not among those that are allowed; start the worker with --allow s3://${bucket} if it should be.`,
    );
  }
}

/** A host alone is one that is asked by https. */
function originOf(entry: string): string {
  const text = /^https?:\/\//.test(entry) ? entry : `https://${entry}`;
  if (!URL.canParse(text)) throw wrong([entry]);
  const { origin, href } = new URL(text);
  if (href !== `${origin}/`) throw wrong([entry]);
  return origin;
}

function wrong(entries: readonly string[]): UsageError {
  return new UsageError(
    `--allow names a host, an origin without a path, or s3:// and a bucket; got "${entries.join('", "')}".`,
  );
}
