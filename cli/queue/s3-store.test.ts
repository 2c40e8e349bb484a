// A store's answers: a server of a test's own gives what s3rver (e2e/queue.spec.ts) does not, pages of a list and failures.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AddressError } from './address';
import { S3Store } from './s3-store';

const LIMITS = { maxBytes: 100, timeoutMs: 5000 };
let server: Server;
let store: S3Store;

beforeAll(async () => {
  server = createServer(({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://store');
    if (!headers.authorization?.includes('Credential=key/')) response.writeHead(403).end();
    else if (searchParams.has('list-type')) {
      response.end(pageOf(searchParams.get('continuation-token')));
    } else if (pathname === '/photos/picture%20%231.jpg') response.end('picture');
    else if (pathname === '/photos/large.jpg') response.end('x'.repeat(101));
    else response.writeHead(Number(pathname.slice(-3))).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  store = await S3Store.open({
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
});

afterAll(() => {
  store.close();
  server.close();
  server.closeAllConnections();
});

/** One key a page. */
function pageOf(token: string | null): string {
  const page = Number(token ?? 0);
  const next =
    page < 2
      ? `<IsTruncated>true</IsTruncated><NextContinuationToken>${page + 1}</NextContinuationToken>`
      : '';
  return `<ListBucketResult><Contents><Key>${page}.jpg</Key></Contents>${next}</ListBucketResult>`;
}

it('lists all pages', async () => {
  const keys: string[] = [];
  for await (const key of store.keys('photos', '')) keys.push(key);
  expect(keys).toEqual(['0.jpg', '1.jpg', '2.jpg']);
});

it('reads an object, whatever letters its key has', async () => {
  const bytes = await store.read('photos', 'picture #1.jpg', LIMITS);
  expect(Buffer.from(bytes).toString()).toBe('picture');
});

it.each([
  ['large.jpg', 'too-large', false],
  ['404', 'not-found', false],
  ['403', 'unreachable', false],
  ['503', 'unreachable', true],
])('tells what passes from what does not: %s', async (key, code, mayPass) => {
  const error = await store.read('photos', key, LIMITS).then(
    () => expect.unreachable(),
    (thrown: AddressError) => thrown,
  );
  expect(error).toMatchObject({ code, mayPass });
});

it('takes credentials from the environment alone', async () => {
  await expect(S3Store.open({ AWS_ACCESS_KEY_ID: 'key' })).rejects.toThrow(/AWS_SECRET_ACCESS_KEY/);
});
