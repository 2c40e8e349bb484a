// Pictures over a queue: two workers, one Redis, an S3-compatible store. Workers are killed in the middle of batches, the
// collector as well, and Redis is restarted: every picture is answered once, and the broken ones are set aside by name.
// KINDLING_QUEUE_PICTURES=2000 makes it as large as `npm run test:queue` has it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, test } from '@playwright/test';
import S3rver from 's3rver';
import type { Answer, SetAside } from '../cli/queue/records';
import type { QueueStatus } from '../cli/queue/status';
import { kindling } from './support/command-line';
import { missingRedis, RedisServer } from './support/redis-server';
import { seededFiles } from './support/seeded-pictures';
import { hasShared, sharedPath } from './support/shared-material';
import { requireSoftwareVulkan } from './support/software-vulkan';

const PICTURES = Number(process.env.KINDLING_QUEUE_PICTURES ?? 120);
const BROKEN = PICTURES < 1000 ? 8 : 20;
const BATCH = PICTURES < 1000 ? 4 : 16;
const BUCKET = 'pictures';

const missing = hasShared() ? missingRedis() : 'needs ../shared';
const launcher = join(import.meta.dirname, '../cli/kindling.js');

let store: S3rver;
let redis: RedisServer;
let environment: NodeJS.ProcessEnv;
let folder: string;
const started: ChildProcess[] = [];

test.skip(missing !== null, missing ?? '');

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-queue-'));
  redis = await RedisServer.start();
  store = new S3rver({
    ...{ port: 0, silent: true, directory: join(folder, 'store') },
    configureBuckets: [{ name: BUCKET, configs: [] }],
  });
  const { port } = (await store.run()) as { port: number };
  environment = {
    KINDLING_REDIS_URL: redis.url,
    AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  };
});

test.afterAll(async () => {
  for (const command of started) command.kill('SIGKILL');
  await store?.close();
  await redis?.stop();
});

/** Starts a command that goes on. */
function start(...parameters: string[]): ChildProcess {
  const command = spawn(process.execPath, [launcher, ...parameters], {
    env: { ...process.env, KINDLING_WEIGHTS_DIR: sharedPath('weights'), ...environment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (process.env.KINDLING_QUEUE_PICTURES) command.stderr?.pipe(process.stderr);
  else command.stderr?.resume();
  started.push(command);
  return command;
}

function startWorker(): ChildProcess {
  return start(
    ...['work', '--model', 'mobilenet-v1-0.25-224', '--runtime', 'cpu', '--top', '3'],
    ...['--allow', `s3://${BUCKET}`, '--stalled', '2'],
  );
}

async function kill(command: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (command.exitCode !== null) return command.exitCode;
  const ended = once(command, 'exit');
  command.kill(signal);
  const [status] = await ended;
  return status;
}

/** Whether a worker's name is that of one of these processes. */
function isOf(name: string, commands: readonly ChildProcess[]): boolean {
  return commands.some(({ pid }) => name.endsWith(`-${pid}`));
}

async function status(): Promise<QueueStatus> {
  const { stdout } = await kindling(['status', '--json'], environment);
  return JSON.parse(stdout) as QueueStatus;
}

function lines<T>(path: string): T[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text.split('\n').flatMap((line) => (line === '' ? [] : (JSON.parse(line) as T)));
}

test('every picture is answered once, whoever is killed', async () => {
  test.setTimeout(1_800_000);
  const names = await upload();
  const out = join(folder, 'answers.jsonl');
  const aside = join(folder, 'answers.aside.jsonl');
  const written = () => lines(out).length + lines(aside).length;
  const until = async (share: number) => {
    while (written() < share * PICTURES) await wait(50);
  };
  const begin = performance.now();
  const [first, second] = [startWorker(), startWorker()];
  for (const prefix of [...names.prefixes, ...names.prefixes.slice(0, 1)]) {
    const source = `s3://${BUCKET}/${prefix}`;
    const added = await kindling(['enqueue', source, '--batch', String(BATCH)], environment);
    expect(added, added.stderr).toMatchObject({ status: 0 });
  }
  const collect = ['collect', '--out', out, '--until-done'];
  const collector = start(...collect);
  await until(0.1);
  await kill(first, 'SIGKILL');
  const third = startWorker();
  await until(0.3);
  await redis.stop();
  await wait(1000);
  await redis.start();
  await until(0.5);
  await kill(second, 'SIGKILL');
  await kill(collector, 'SIGKILL');
  const fourth = startWorker();
  const last = start(...collect);
  const [collected] = await once(last, 'exit');
  const seconds = (performance.now() - begin) / 1000;
  expect(collected).toBe(0);

  const answers = lines<Answer>(out);
  const broken = lines<SetAside>(aside);
  const nameOf = ({ address }: { address: string }) => address.replace(`s3://${BUCKET}/`, '');
  expect(answers.map(nameOf).toSorted()).toEqual(names.pictures);
  expect(broken.map(nameOf).toSorted()).toEqual(names.broken);
  for (const { error } of broken) expect(error.code).toBe('image');
  for (const { top } of answers) expect(top).toHaveLength(3);
  const [one, other] = answers.filter(({ address }) => /picture-0000[01]\./.test(address));
  expect(other?.sha256).toBe(one?.sha256);
  expect(other?.top).toEqual(one?.top);
  let standing = await status();
  // They may be starting still.
  while (standing.workers.filter(({ name }) => isOf(name, [third, fourth])).length < 2) {
    expect([third.exitCode, fourth.exitCode]).toEqual([null, null]);
    await wait(200);
    standing = await status();
  }
  expect(standing.batches).toEqual({ waiting: 0, active: 0, delayed: 0, done: 0, failed: 0 });
  expect(standing.lagSeconds).toBeNull();
  // Those that are left go in peace.
  expect(await Promise.all([third, fourth].map((worker) => kill(worker, 'SIGTERM')))).toEqual([
    0, 0,
  ]);
  expect((await status()).workers.filter(({ name }) => isOf(name, [third, fourth]))).toEqual([]);
  console.log(
    `queue: ${PICTURES} pictures, ${names.broken.length} of them broken, in ${seconds.toFixed(1)} s (${(PICTURES / seconds).toFixed(1)}/s), with two workers and the collector killed and Redis restarted`,
  );
});

test('a worker with a GPU computes pictures together, and answers as one that computes them alone', async () => {
  test.setTimeout(600_000);
  Object.assign(environment, requireSoftwareVulkan());
  const photos = join(folder, 'photos');
  mkdirSync(photos);
  for await (const { name, bytes } of seededFiles(12, 1)) writeFileSync(join(photos, name), bytes);
  const answersOf = async (queue: string, ...computes: string[]) => {
    const out = join(folder, `${queue}.jsonl`);
    const added = await kindling(['enqueue', photos, '--queue', queue], environment);
    expect(added, added.stderr).toMatchObject({ status: 0 });
    const model = ['--model', 'mobilenet-v1-0.25-224', '--top', '1'];
    const worker = start('work', ...model, ...computes, '--root', photos, '--queue', queue);
    const told = new Set<string>();
    worker.stderr?.on('data', (text) => told.add(String(text)));
    const collected = await kindling(
      ['collect', '--out', out, '--until-done', '--queue', queue],
      environment,
    );
    expect(collected, collected.stderr).toMatchObject({ status: 0 });
    expect(await kill(worker, 'SIGTERM')).toBe(0);
    const answers = lines<Answer>(out).toSorted((a, b) => a.address.localeCompare(b.address));
    return { answers, told: [...told].join('') };
  };
  const together = await answersOf('together', '--runtime', 'node', '--batch', '4');
  const alone = await answersOf('alone', '--runtime', 'cpu');
  expect(together.told).toContain('batches: 4');
  expect(together.answers).toHaveLength(11);
  for (const [index, { address, top }] of together.answers.entries()) {
    const other = alone.answers[index];
    expect(address).toBe(other?.address);
    expect(top[0]?.index, address).toBe(other?.top[0]?.index);
    expect(top[0]?.probability, address).toBeCloseTo(other?.top[0]?.probability ?? 0, 3);
  }
});

test('a bucket of more keys than a page has is put into the queue whole', async () => {
  const [keys, page] = [2500, 1000];
  const tokens: (string | null)[] = [];
  // As AWS answers: a thousand keys at most, and a token for those behind.
  const lister = createServer(({ url = '' }, response) => {
    const token = new URL(url, 'http://store').searchParams.get('continuation-token');
    tokens.push(token);
    const first = Number(token ?? 0);
    const end = Math.min(first + page, keys);
    const contents = Array.from({ length: end - first }, (_, index) => {
      return `<Contents><Key>photos/${first + index}.jpg</Key></Contents>`;
    });
    const next = `<IsTruncated>true</IsTruncated><NextContinuationToken>${end}</NextContinuationToken>`;
    response.end(
      `<ListBucketResult>${contents.join('')}${end < keys ? next : ''}</ListBucketResult>`,
    );
  });
  lister.listen(0, '127.0.0.1');
  await once(lister, 'listening');
  const { port } = lister.address() as AddressInfo;
  try {
    const { status, stdout, stderr } = await kindling(
      ['enqueue', 's3://large/photos/', '--queue', 'large', '--json'],
      { ...environment, AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}` },
    );
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ pictures: keys, batches: Math.ceil(keys / 64) });
    expect(tokens).toEqual([null, '1000', '2000']);
    const waiting = await kindling(['status', '--queue', 'large', '--json'], environment);
    expect(JSON.parse(waiting.stdout).batches.waiting).toBe(Math.ceil(keys / 64));
  } finally {
    lister.close();
    lister.closeAllConnections();
  }
});

/** Puts pictures into the store; their names in order. */
async function upload(): Promise<Record<'pictures' | 'broken' | 'prefixes', string[]>> {
  const client = new S3Client({
    region: 'us-east-1',
    endpoint: environment.AWS_ENDPOINT_URL_S3 ?? '',
    forcePathStyle: true,
    credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    // The store is older than the checksums that the client adds.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const names = { pictures: [] as string[], broken: [] as string[] };
  const prefixes = new Set<string>();
  for await (const { name, bytes, isBroken } of seededFiles(PICTURES, BROKEN)) {
    // The store cannot list more than a thousand: it makes the names of further pages by a cipher that OpenSSL dropped.
    const prefix = `${Math.floor((names.pictures.length + names.broken.length) / 500)}/`;
    const key = `${prefix}${name}`;
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: bytes }));
    names[isBroken ? 'broken' : 'pictures'].push(key);
    prefixes.add(prefix);
  }
  client.destroy();
  return {
    pictures: names.pictures.toSorted(),
    broken: names.broken.toSorted(),
    prefixes: [...prefixes],
  };
}
