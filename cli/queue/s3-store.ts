// An S3-compatible store: its endpoint and its credentials come from the environment, by the names that AWS's own tools know.
import type { S3Client } from '@aws-sdk/client-s3';
import { KindlingError } from '../../src/errors';
import type { Environment } from '../weight-sources';
import { AddressError } from './address';
import { checkSize, readLimited } from './limited-bytes';
import { importS3 } from './peers';

/** The environment does not say who asks. */
class CredentialsError extends KindlingError {
  constructor(message: string) {
    super('credentials', message);
  }
}

/** Pictures of buckets. */
export class S3Store {
  readonly #client: S3Client;
  readonly #s3: typeof import('@aws-sdk/client-s3');

  private constructor(client: S3Client, s3: typeof import('@aws-sdk/client-s3')) {
    this.#client = client;
    this.#s3 = s3;
  }

  /** @throws MissingPackageError without the client; CredentialsError without credentials */
  static async open(environment: Environment): Promise<S3Store> {
    const s3 = await importS3();
    const endpoint = environment.AWS_ENDPOINT_URL_S3 ?? environment.AWS_ENDPOINT_URL;
    const client = new s3.S3Client({
      region: environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION ?? 'us-east-1',
      // Given, so that the client looks neither into files nor at the machine's own services for them.
      credentials: credentialsOf(environment),
      // Other stores than AWS's mostly have no host name for each bucket.
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    });
    return new S3Store(client, s3);
  }

  /** An object's bytes. @throws AddressError */
  async read(
    bucket: string,
    key: string,
    { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
  ): Promise<Uint8Array> {
    const address = `s3://${bucket}/${key}`;
    try {
      const command = new this.#s3.GetObjectCommand({ Bucket: bucket, Key: key });
      const abortSignal = AbortSignal.timeout(timeoutMs);
      const { Body, ContentLength = 0 } = await this.#client.send(command, { abortSignal });
      checkSize(address, ContentLength, maxBytes);
      return await readLimited((Body ?? []) as AsyncIterable<Uint8Array>, address, maxBytes);
    } catch (cause) {
      throw cause instanceof AddressError ? cause : troubleOf(address, cause);
    }
  }

  /** The keys below a prefix, page by page. @throws AddressError when they cannot be listed */
  async *keys(bucket: string, prefix: string): AsyncGenerator<string> {
    const settings = { client: this.#client };
    try {
      const pages = this.#s3.paginateListObjectsV2(settings, { Bucket: bucket, Prefix: prefix });
      for await (const { Contents = [] } of pages) {
        for (const { Key } of Contents) if (Key !== undefined) yield Key;
      }
    } catch (cause) {
      throw troubleOf(`s3://${bucket}/${prefix}`, cause);
    }
  }

  close(): void {
    this.#client.destroy();
  }
}

function credentialsOf(environment: Environment) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw new CredentialsError(
      'Addresses that begin with s3:// need AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment; for another store than AWS also AWS_ENDPOINT_URL_S3.',
    );
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** The client has tried three times by itself; what is left may pass unless the store refused. */
function troubleOf(address: string, cause: unknown): AddressError {
  const status = (cause as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  const message = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const isRefusal = status !== undefined && status >= 400 && status < 500 && status !== 429;
  return new AddressError(
    status === 404 ? 'not-found' : 'unreachable',
    `"${address}" cannot be read: ${message}`,
    { cause, mayPass: !isRefusal },
  );
}
