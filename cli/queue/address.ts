// What jobs hold instead of pixels: where a picture is.
import { KindlingError } from '../../src/errors';

/** Where a picture is. A file is named by its path below a root that each worker knows by itself. */
export type Address =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'web'; readonly url: URL }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string };

/** A picture that cannot be had from its address. */
export class AddressError extends KindlingError {
  /** Whether it may be there later: a server was busy, a connection broke. */
  readonly mayPass: boolean;

  constructor(
    code: AddressTrouble,
    message: string,
    { mayPass = false, ...options }: ErrorOptions & { readonly mayPass?: boolean } = {},
  ) {
    super(code, message, options);
    this.mayPass = mayPass;
  }
}

/** `address`: it is none; `not-allowed`: this worker may not read there; `unreachable`: nobody answers, or not with a picture. */
type AddressTrouble = 'address' | 'not-allowed' | 'not-found' | 'too-large' | 'unreachable';

/** Longer ones are no addresses; a job of a thousand has to stay small. */
const MOST_CHARACTERS = 4096;

/**
 * Reads `https://…`, `http://…`, `s3://bucket/key`, or a path below the root, with slashes.
 * @throws AddressError for anything else, and for one with a password in it, which everybody could read who sees the queue
 */
export function parseAddress(text: string): Address {
  if (text === '' || text.length > MOST_CHARACTERS || text.includes('\0')) {
    throw new AddressError(
      'address',
      `An address has 1 to ${MOST_CHARACTERS} characters, none of them 0; this one has ${text.length}.`,
    );
  }
  const [, scheme] = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text) ?? [];
  switch (scheme?.toLowerCase()) {
    case undefined:
      return { kind: 'file', path: text };
    case 'http':
    case 'https':
      return { kind: 'web', url: webUrl(text) };
    case 's3':
      return s3Address(text);
    default:
      throw new AddressError(
        'address',
        `"${text}" begins with ${scheme}://; addresses are https://…, http://…, s3://bucket/key, or paths below the root.`,
      );
  }
}

function webUrl(text: string): URL {
  if (!URL.canParse(text)) throw new AddressError('address', `"${text}" is no URL.`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    // The text would show the password.
    throw new AddressError(
      'address',
      `An address at ${url.host} has a user or a password in it; credentials come from the environment only.`,
    );
  }
  return url;
}

/** Keys are taken as they are written: S3 allows any letters. */
function s3Address(text: string): Address {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]*)\/?(.*)$/is.exec(text) ?? [];
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) && key !== '') {
    return { kind: 's3', bucket, key };
  }
  throw new AddressError('address', `"${text}" is no s3://bucket/key.`);
}
