// What a worker reads, and what it does not.
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AddressError } from './address';
import { Allowed } from './allowed';
import { PictureSource } from './picture-source';

const MOST = 100;
const folder = mkdtempSync(join(tmpdir(), 'kindling-source-'));
const root = join(folder, 'root');
let server: Server;
let origin: string;
let source: PictureSource;

beforeAll(async () => {
  mkdirSync(join(root, 'inside'), { recursive: true });
  writeFileSync(join(root, 'inside/a.jpg'), 'picture');
  writeFileSync(join(root, 'large.jpg'), 'x'.repeat(MOST + 1));
  writeFileSync(join(folder, 'outside.jpg'), 'secret');
  symlinkSync(join(folder, 'outside.jpg'), join(root, 'link.jpg'));
  symlinkSync(join(root, 'inside'), join(root, 'alias'));
  server = createServer((request, response) => {
    const { url = '' } = request;
    if (url === '/picture') response.end('picture');
    else if (url === '/moved') response.writeHead(302, { location: '/picture' }).end();
    else if (url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:1/x' }).end();
    else if (url === '/circle') response.writeHead(302, { location: '/circle' }).end();
    else if (url === '/announced') response.end('x'.repeat(MOST + 1));
    else if (url === '/endless') {
      // It is not said how much will come.
      response.write('x'.repeat(MOST));
      response.end('x');
    } else if (url === '/slow') response.write('x');
    else response.writeHead(Number(url.slice(1))).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  source = await openSource(root);
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
});

function openSource(below: string | null, timeoutMs = 60_000): Promise<PictureSource> {
  return PictureSource.open({
    root: below,
    allowed: new Allowed([origin]),
    maxBytes: MOST,
    timeoutMs,
    environment: {},
  });
}

async function troubleOf(address: string, from = source) {
  const { code, mayPass } = await from.read(address).then(
    () => expect.unreachable(`${address} was read`),
    (error: AddressError) => error,
  );
  return [code, mayPass];
}

it('reads files below the root, and pictures of allowed hosts, also where they moved', async () => {
  for (const address of [
    ...['inside/a.jpg', 'alias/a.jpg', '/inside/a.jpg', 'inside/../inside/a.jpg'],
    ...[`${origin}/picture`, `${origin}/moved`],
  ]) {
    expect(Buffer.from(await source.read(address)).toString(), address).toBe('picture');
  }
});

it.each([
  ['../outside.jpg', 'not-allowed'],
  ['inside/../../outside.jpg', 'not-allowed'],
  ['link.jpg', 'not-allowed'],
  ['absent.jpg', 'not-found'],
  ['inside', 'not-found'],
  ['inside/a.jpg/b', 'not-found'],
  ['large.jpg', 'too-large'],
  ['https://example.com/a.jpg', 'not-allowed'],
  ['s3://photos/a.jpg', 'not-allowed'],
])('does not read %s', async (address, code) => {
  expect(await troubleOf(address)).toEqual([code, false]);
});

it('reads no file without a root', async () => {
  expect(await troubleOf('inside/a.jpg', await openSource(null))).toEqual(['not-allowed', false]);
});

it.each([
  ['/404', 'not-found', false],
  ['/410', 'not-found', false],
  ['/403', 'unreachable', false],
  ['/429', 'unreachable', true],
  ['/503', 'unreachable', true],
  ['/circle', 'unreachable', false],
  ['/away', 'not-allowed', false],
  ['/announced', 'too-large', false],
  ['/endless', 'too-large', false],
])('tells what passes from what does not: %s', async (path, code, mayPass) => {
  expect(await troubleOf(`${origin}${path}`)).toEqual([code, mayPass]);
});

it('does not wait for ever', async () => {
  const impatient = await openSource(null, 200);
  expect(await troubleOf(`${origin}/slow`, impatient)).toEqual(['unreachable', true]);
});

it('tries a host again that does not answer', async () => {
  server.close();
  server.closeAllConnections();
  expect(await troubleOf(`${origin}/picture`)).toEqual(['unreachable', true]);
});
