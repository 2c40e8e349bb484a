// Pictures of web servers, from allowed hosts only, wherever they redirect to.
import { AddressError } from './address';
import type { Allowed } from './allowed';
import { checkSize, readLimited } from './limited-bytes';

const MOST_REDIRECTS = 5;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** What servers answer that may answer otherwise later; so does every 5xx. */
const PASSING = new Set([408, 425, 429]);

/**
 * Fetches a picture. No cookies, no credentials.
 * @throws AddressError when a host on the way is not allowed, nobody answers within `timeoutMs`, or it has more than `maxBytes`
 */
export async function fetchPicture(
  url: URL,
  allowed: Allowed,
  { maxBytes, timeoutMs }: { readonly maxBytes: number; readonly timeoutMs: number },
): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await follow(url, allowed, signal);
    return await readBody(response, url, maxBytes);
  } catch (cause) {
    if (cause instanceof AddressError) throw cause;
    const reason = signal.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(cause);
    throw new AddressError('unreachable', `"${url.href}" cannot be fetched: ${reason}.`, {
      cause,
      mayPass: true,
    });
  }
}

/** The first answer that is no redirect. Each host is checked before it is asked. */
async function follow(start: URL, allowed: Allowed, signal: AbortSignal): Promise<Response> {
  let url = start;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    allowed.checkUrl(url);
    const response = await fetch(url, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (!REDIRECTS.has(response.status) || location === null) return checkStatus(response, start);
    await response.body?.cancel();
    if (!URL.canParse(location, url)) break;
    url = new URL(location, url);
  }
  throw new AddressError('unreachable', `"${start.href}" redirects to nowhere, or too often.`);
}

async function checkStatus(response: Response, url: URL): Promise<Response> {
  const { ok, status } = response;
  if (ok) return response;
  await response.body?.cancel();
  const isMissing = status === 404 || status === 410;
  throw new AddressError(
    isMissing ? 'not-found' : 'unreachable',
    `"${url.href}" answers with status ${status}.`,
    { mayPass: status >= 500 || PASSING.has(status) },
  );
}

/** What a server says of the length is checked first, and what comes is counted. */
async function readBody(response: Response, url: URL, maxBytes: number): Promise<Uint8Array> {
  const { body, headers } = response;
  const announced = Number(headers.get('content-length') ?? 0);
  if (announced > maxBytes) await body?.cancel();
  checkSize(url.href, announced, maxBytes);
  return body === null ? new Uint8Array() : readLimited(body, url.href, maxBytes);
}

/** `fetch` says only that it failed; why stands in its cause. */
function reasonOf(error: unknown): string {
  const { cause = error } = error instanceof Error ? error : {};
  return cause instanceof Error ? cause.message : String(cause);
}
