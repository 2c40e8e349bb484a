// Where records go: files that are only ever appended to, and a server.
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { InputFileError, UsageError } from '../failures';
import { JsonLinesSink } from './json-lines';
import { type Answer, type PictureRecord, recordKey, type SetAside } from './records';
import { SeenKeys } from './seen-keys';
import { Webhook } from './webhook';

const answer = (address: string, sha256 = 'aa'): Answer => {
  return { address, sha256, model: 'm', top: [] };
};
const aside = (address: string): SetAside => {
  return { address, sha256: null, model: 'm', error: { code: 'image', message: 'It is none.' } };
};

describe('a key', () => {
  it('is of address and content: equal pictures at two addresses are two', () => {
    const seen = new SeenKeys();
    const add = (record: PictureRecord) => seen.add(recordKey(record));
    expect([answer('a'), answer('b'), answer('a', 'bb'), aside('a')].map(add)).toEqual([
      ...[true, true, true, true],
    ]);
    expect(add({ ...answer('a'), top: [{ index: 1, label: '', probability: 1 }] })).toBe(false);
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kindling-sinks-'));

  it('go on where they ended, without the half line that a crash left', async () => {
    const paths = { answers: join(folder, 'a.jsonl'), aside: join(folder, 'a.aside.jsonl') };
    const first = await JsonLinesSink.open(paths, new SeenKeys());
    await first.write([answer('a'), aside('b'), answer('c')]);
    await first.close();
    // Longer than what is looked through at once for the last line break.
    writeFileSync(paths.answers, `{"address":"${'x'.repeat(100_000)}`, { flag: 'a' });
    const seen = new SeenKeys();
    const second = await JsonLinesSink.open(paths, seen);
    expect(seen.add(recordKey(answer('a')))).toBe(false);
    expect(seen.add(recordKey(aside('b')))).toBe(false);
    expect(seen.add(recordKey(answer('d')))).toBe(true);
    await second.write([answer('d')]);
    await second.close();
    const lines = readFileSync(paths.answers, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).address)).toEqual(['a', 'c', 'd']);
    expect(JSON.parse(readFileSync(paths.aside, 'utf8'))).toEqual(aside('b'));
  });

  it('are left alone when they hold something else', async () => {
    const answers = join(folder, 'notes.txt');
    writeFileSync(answers, 'dear diary\n');
    const paths = { answers, aside: join(folder, 'b.jsonl') };
    const opened = JsonLinesSink.open(paths, new SeenKeys());
    await expect(opened).rejects.toThrow(InputFileError);
    await expect(opened).rejects.toThrow(/notes\.txt", line 1, is no record/);
    expect(readFileSync(answers, 'utf8')).toBe('dear diary\n');
  });

  it('that cannot be written are named', async () => {
    const paths = { answers: join(folder, 'absent/a.jsonl'), aside: join(folder, 'c.jsonl') };
    await expect(JsonLinesSink.open(paths, new SeenKeys())).rejects.toThrow(
      /there is no such file/,
    );
  });
});

describe('a webhook', () => {
  const got: { headers: IncomingHttpHeaders; records: PictureRecord[] }[] = [];
  let server: Server;
  let url: string;
  let statuses: number[] = [];

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      const { records } = JSON.parse(Buffer.concat(parts).toString());
      got.push({ headers: request.headers, records });
      response.writeHead(statuses.shift() ?? 200).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
  });
  afterAll(() => server.close());

  const { signal } = new AbortController();

  it('is sent records again, with the same key, until it takes them', async () => {
    const notes = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    statuses = [503];
    const webhook = new Webhook(url, { KINDLING_WEBHOOK_TOKEN: 'token' }, signal);
    await webhook.write([answer('a'), aside('b')]);
    notes.mockRestore();
    expect(got.map(({ records }) => records)).toEqual(Array(2).fill([answer('a'), aside('b')]));
    const [first, second] = got.map(({ headers }) => headers);
    expect(first).toMatchObject({ authorization: 'Bearer token' });
    expect(first?.['idempotency-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.['idempotency-key']).toBe(first?.['idempotency-key']);
  });

  it('that refuses them ends the collector', async () => {
    statuses = [401];
    await expect(new Webhook(url, {}, signal).write([answer('a')])).rejects.toThrow(
      /refuses records: status 401/,
    );
  });

  it('gets many in several requests', async () => {
    got.length = 0;
    const many = Array.from({ length: 501 }, (_, index) => answer(String(index)));
    await new Webhook(url, {}, signal).write(many);
    expect(got.map(({ records }) => records.length)).toEqual([500, 1]);
  });

  it.each(['nonsense', 'ftp://example.com', 'https://user:secret@example.com'])(
    'is not %s',
    (wrong) => {
      expect(() => new Webhook(wrong, {}, signal)).toThrow(UsageError);
    },
  );
});
