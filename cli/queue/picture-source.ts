// From an address to a picture's bytes, within what a worker is allowed.
import type { Environment } from '../weight-sources';
import { parseAddress } from './address';
import type { Allowed } from './allowed';
import { LocalPictures } from './local-pictures';
import { S3Store } from './s3-store';
import { fetchPicture } from './web-pictures';

/** What a worker may read. */
export interface SourceSettings {
  /** Folder that files lie below; null where none is read. */
  readonly root: string | null;
  readonly allowed: Allowed;
  readonly maxBytes: number;
  /** Milliseconds for one picture. */
  readonly timeoutMs: number;
  readonly environment: Environment;
}

/** Reads pictures. */
export class PictureSource {
  readonly #settings: SourceSettings;
  readonly #files: LocalPictures;
  readonly #store: S3Store | null;

  private constructor(settings: SourceSettings, store: S3Store | null) {
    this.#settings = settings;
    this.#files = new LocalPictures(settings.root);
    this.#store = store;
  }

  /** @throws MissingPackageError, CredentialsError where a bucket is allowed and its store cannot be asked */
  static async open(settings: SourceSettings): Promise<PictureSource> {
    const { allowed, environment } = settings;
    return new PictureSource(settings, allowed.hasBuckets ? await S3Store.open(environment) : null);
  }

  /** A picture's bytes. @throws AddressError where it cannot be had */
  async read(text: string): Promise<Uint8Array> {
    const address = parseAddress(text);
    const { allowed, maxBytes } = this.#settings;
    if (address.kind === 'file') return this.#files.read(address.path, maxBytes);
    if (address.kind === 'web') return fetchPicture(address.url, allowed, this.#settings);
    allowed.checkBucket(address.bucket);
    if (!this.#store) throw new RangeError('The store is open wherever a bucket is allowed.');
    return this.#store.read(address.bucket, address.key, this.#settings);
  }

  close(): void {
    this.#store?.close();
  }
}
