// SHA-256 through WebCrypto, which browsers and Node share.
import { WeightsUnavailableError } from '../errors';

/**
 * The SHA-256 of some bytes, as 64 lower-case hexadecimal digits.
 *
 * @throws WeightsUnavailableError in an insecure page (plain http, not localhost), where browsers
 * offer no WebCrypto: unchecked weights are never used.
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (!subtle) {
    throw new WeightsUnavailableError(
      'Weights cannot be checked here: SHA-256 needs a secure page (https, or localhost).',
    );
  }
  const digest = new Uint8Array(await subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
