// Named models on the command line: downloads from servers that do as they please, and caches that cannot be written, are
// shared, or lead elsewhere. What was downloaded is used in any case.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { interrupted, kindling as runKindling } from './support/command-line';
import { readCompressedSqueezeNet, requireShared } from './support/shared-material';

/** As weights/manifest.json has it. */
const entry = { name: 'squeezenet1.0-dc', file: 'compressed_SqueezeNet.net', bytes: 675_763 };
const FETCH = ['fetch', entry.name];

/** What a server does with the file. */
type Service = 'whole' | 'slow' | 'moved' | 'loop' | 'truncated' | 'stalled' | 'longer';

let server: Server;
let address: string;
let folder: string;
let requests = 0;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-cache-'));
  server = createServer((request, response) => {
    const service = (request.url ?? '').split('/')[1] as Service;
    requests++;
    if (service === 'moved') return void response.writeHead(301, { location: '/whole/' }).end();
    if (service === 'loop') return void response.writeHead(302, { location: '/loop/' }).end();
    const bytes = readCompressedSqueezeNet();
    if (service === 'longer') return void response.end(Buffer.concat([bytes, bytes]));
    response.writeHead(200, { 'content-length': bytes.byteLength });
    if (service === 'whole') return void response.end(bytes);
    const half = bytes.byteLength / 2;
    response.write(bytes.subarray(0, half));
    if (service === 'truncated') setTimeout(() => response.destroy(), 50);
    // So that whoever else asks has begun, too.
    if (service === 'slow') setTimeout(() => response.end(bytes.subarray(half)), 1500);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterAll(() => {
  server.closeAllConnections();
  server.close();
});

test.beforeEach(() => requireShared());

/** A small disk: root alone may make one. */
const DISK_BYTES = 65_536;

/** Mounts a disk in memory for `use`. */
async function withDisk(options: string, use: (path: string) => Promise<void>): Promise<void> {
  const path = mkdtempSync(join(folder, 'disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'none', path]);
  try {
    await use(path);
  } finally {
    execFileSync('umount', ['--lazy', path]);
  }
}

/** Why there can be no such disk; null where there can. */
function diskRefusal(): string | null {
  const path = mkdtempSync(join(tmpdir(), 'kindling-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4096', 'none', path], { stdio: 'ignore' });
    execFileSync('umount', [path]);
    return null;
  } catch {
    return 'skipped: only root may mount a small disk';
  } finally {
    rmdirSync(path);
  }
}

/** A cache, no mirror, and in the place of the pinned server one that serves like this. */
function servedAs(service: Service, cache: string): NodeJS.ProcessEnv {
  const script = `const own = fetch; globalThis.fetch = (url, init) => own('${address}/${service}/', init);`;
  return {
    KINDLING_WEIGHTS_DIR: '',
    KINDLING_CACHE_DIR: cache,
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
  };
}

/** A command, without the note that it downloads. */
async function kindling(parameters: readonly string[], environment: NodeJS.ProcessEnv) {
  const result = await runKindling(parameters, environment);
  return { ...result, stderr: withoutNote(result.stderr) };
}

const withoutNote = (text: string) => text.replace(/^downloading .*\n/, '');

/** A folder for a cache, which is not there yet. */
const newCache = () => join(mkdtempSync(join(folder, 'case-')), 'cache');

for (const service of ['whole', 'moved'] as const) {
  test(`a download that is ${service} is kept`, async () => {
    const cache = newCache();
    const first = await kindling([...FETCH, '--json'], servedAs(service, cache));
    expect(first).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(first.stdout)).toMatchObject({ source: 'download' });
    expect(readdirSync(cache)).toEqual([entry.file]);
    const again = await kindling([...FETCH, '--json'], servedAs('truncated', cache));
    expect(JSON.parse(again.stdout)).toMatchObject({ source: 'cache' });
  });
}

for (const [service, says] of [
  ['loop', 'cannot be downloaded: '],
  ['truncated', 'cannot be downloaded: '],
  ['longer', `is another file: it has more than the ${entry.bytes} bytes`],
] as const) {
  test(`a download that is ${service} fails in one line, and nothing is kept`, async () => {
    const cache = newCache();
    const result = await kindling(FETCH, servedAs(service, cache));
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/^kindling: .*\n$/);
    expect(result.stderr).toContain(says);
    expect(existsSync(cache)).toBe(false);
  });
}

test('a download that stalls ends by Ctrl-C, and nothing is kept', async () => {
  const cache = newCache();
  const result = await interrupted(FETCH, 500, 'SIGINT', servedAs('stalled', cache));
  expect(result.status).toBe(130);
  expect(withoutNote(result.stderr)).toBe('kindling: Interrupted by SIGINT.\n');
  expect(existsSync(cache)).toBe(false);
});

test('processes that fetch one model at the same time do not disturb each other', async () => {
  const cache = newCache();
  const before = requests;
  const results = await Promise.all(
    Array.from({ length: 3 }, () => kindling(FETCH, servedAs('slow', cache))),
  );
  for (const result of results) expect(result).toMatchObject({ status: 0, stderr: '' });
  expect(requests - before).toBeGreaterThan(1);
  expect(readdirSync(cache)).toEqual([entry.file]);
  expect(Buffer.compare(readFileSync(join(cache, entry.file)), readCompressedSqueezeNet())).toBe(0);
});

/** What uses a model, and what it leaves. */
async function expectUsed(cache: string): Promise<void> {
  const out = join(mkdtempSync(join(folder, 'out-')), 'net.kindling');
  const result = await kindling(['convert', entry.name, out], servedAs('whole', cache));
  expect(result).toMatchObject({ status: 0, stderr: '' });
  expect(existsSync(out)).toBe(true);
}

const refusal = diskRefusal();
const why = refusal === null ? '' : ` (${refusal})`;

test(`a full disk keeps nothing, and costs no download${why}`, async () => {
  test.skip(refusal !== null, refusal ?? '');
  await withDisk(`size=${DISK_BYTES}`, async (cache) => {
    const result = await kindling(FETCH, servedAs('whole', cache));
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toBe(
      `kindling: ${join(cache, entry.file)} cannot be written: the disk is full.\n`,
    );
    await expectUsed(cache);
    expect(readdirSync(cache)).toEqual([]);
  });
});

test(`a full disk for outputs is one line, and no half file${why}`, async () => {
  test.skip(refusal !== null, refusal ?? '');
  await withDisk(`size=${DISK_BYTES}`, async (disk) => {
    const out = join(disk, 'net.onnx');
    const result = await kindling(['convert', entry.name, out], servedAs('whole', newCache()));
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toBe(`kindling: "${out}" cannot be written: the disk is full.\n`);
    expect(readdirSync(disk)).toEqual([]);
  });
});

test(`a read-only cache is read, and costs no download${why}`, async () => {
  test.skip(refusal !== null, refusal ?? '');
  await withDisk('size=16m', async (cache) => {
    const damaged = readCompressedSqueezeNet();
    damaged[1000] = (damaged[1000] ?? 0) ^ 1;
    for (const content of [null, damaged, readCompressedSqueezeNet()]) {
      execFileSync('mount', ['-o', 'remount,rw', cache]);
      if (content) writeFileSync(join(cache, entry.file), content);
      execFileSync('mount', ['-o', 'remount,ro', cache]);
      await expectUsed(cache);
      const result = await kindling(FETCH, servedAs('whole', cache));
      if (content && content !== damaged) expect(result).toMatchObject({ status: 0, stderr: '' });
      else {
        expect(result).toMatchObject({ status: 1, stdout: '' });
        expect(result.stderr).toContain('cannot be written: permission denied.\n');
      }
    }
  });
});

test('a cache behind links is written, and what they lead to stays as it is', async () => {
  const place = mkdtempSync(join(folder, 'links-'));
  const cache = join(place, 'link');
  mkdirSync(join(place, 'real'));
  symlinkSync('real', cache);
  // A file elsewhere that is another's, though its link has the name.
  const mine = join(place, 'mine.net');
  writeFileSync(mine, 'my own file');
  symlinkSync(mine, join(cache, entry.file));
  expect(await kindling(FETCH, servedAs('whole', cache))).toMatchObject({ status: 0, stderr: '' });
  expect(readFileSync(mine, 'utf8')).toBe('my own file');
  expect(readdirSync(join(place, 'real'))).toEqual([entry.file]);
  expect(readFileSync(join(cache, entry.file))).toHaveLength(entry.bytes);
});

test('a cache whose link leads nowhere, or that is a file, is named, and costs no download', async () => {
  const place = mkdtempSync(join(folder, 'nowhere-'));
  symlinkSync(join(place, 'nothing'), join(place, 'dangling'));
  writeFileSync(join(place, 'file'), '');
  symlinkSync('loop', join(place, 'loop'));
  for (const name of ['dangling', 'file', 'loop']) {
    const cache = join(place, name);
    const result = await kindling(FETCH, servedAs('whole', cache));
    expect(result).toMatchObject({ status: 1, stdout: '' });
    expect(result.stderr).toMatch(/^kindling: .* cannot be written: .*\n$/);
    expect(result.stderr).toContain(cache);
    await expectUsed(cache);
  }
});
