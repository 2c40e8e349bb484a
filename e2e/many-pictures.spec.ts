// Many pictures on the command line: folders, lists, formats, bad ones, and runs that are killed and go on.
import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { seededRandom } from '../src/util/random';
import { sampleOf } from '../src/util/sample.fixtures';
import { kindling, launcher } from './support/command-line';
import { requireSoftwareVulkan } from './support/software-vulkan';

/** The embedded network: nothing has to be downloaded. */
const MODEL = ['--model', 'fashion-squeezenet'];
const CPU = [...MODEL, '--runtime', 'cpu'];
const PICTURES = 60;

interface Line {
  readonly image: string;
  readonly model: string;
  readonly top?: readonly { readonly index: number; readonly probability: number }[];
  readonly error?: { readonly code: string; readonly message: string };
}

let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-many-'));
  const random = seededRandom(26);
  for (let index = 0; index < PICTURES; index++) {
    const file = pictureFile(index);
    mkdirSync(dirname(file), { recursive: true });
    const data = Uint8Array.from({ length: 40 * 32 * 3 }, () => 256 * random());
    await sharp(data, { raw: { width: 40, height: 32, channels: 3 } }).toFile(file);
  }
});
test.beforeEach(() => test.setTimeout(600_000));

const linesOf = (text: string): Line[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** What a run says, without times. */
const answersOf = (lines: readonly Line[]) =>
  lines.map(({ image, top, error }) => ({ image, top, code: error?.code }));

test('a folder is answered in order, as its pictures are one by one', async () => {
  const all = await kindling(['classify', folder, ...CPU, '--format', 'jsonl', '--timings']);
  expect(all, all.stderr).toMatchObject({ status: 0, browsersLeft: 0 });
  const lines = linesOf(all.stdout);
  expect(lines).toHaveLength(PICTURES);
  const names = lines.map(({ image }) => image);
  expect(names).toEqual(names.toSorted());
  for (const stage of ['read', 'decode', 'compute']) {
    expect(all.stderr).toMatch(new RegExp(`${stage} +[\\d.]+ a second`));
  }
  // One at a time is what it was before.
  const few = names.slice(0, 5);
  const alone = await kindling(['classify', ...few, ...CPU, '--json', '--concurrency', '1']);
  const { results } = JSON.parse(alone.stdout);
  expect(answersOf(results)).toEqual(answersOf(lines.slice(0, 5)));
});

test('batches answer as pictures one by one, with a bad one among them', async () => {
  const bad = join(mkdtempSync(join(tmpdir(), 'kindling-many-batch-')), 'bad.png');
  writeFileSync(bad, 'no picture');
  const good = firstPictures(11);
  const given = [...good.slice(0, 6), bad, ...good.slice(6)];
  const onGpu = [...MODEL, '--backend', 'webgpu'];
  const parameters = ['classify', ...given, ...onGpu, '--format', 'jsonl'];
  const alone = await kindling(parameters);
  const together = await kindling([...parameters, '--batch', '4', '--timings']);
  expect(together, together.stderr).toMatchObject({ status: 3, browsersLeft: 0 });
  expect(together.stderr).toContain('batches: 4.');
  const [wanted, got] = [linesOf(alone.stdout), linesOf(together.stdout)];
  expect(got.map(({ image }) => image)).toEqual(given);
  for (const [index, { top, error }] of got.entries()) {
    expect(error?.code).toBe(wanted[index]?.error?.code);
    expect(top?.map((each) => each.index)).toEqual(wanted[index]?.top?.map((each) => each.index));
    for (const [rank, { probability }] of (top ?? []).entries()) {
      expect(probability).toBeCloseTo(wanted[index]?.top?.[rank]?.probability ?? -1, 4);
    }
  }
  const few = ['classify', ...given.slice(0, 2), ...CPU];
  const measured = await kindling([...few, '--batch', 'auto', '--timings']);
  expect(measured.stderr).toMatch(/^batches: /m);
  const refused = await kindling([...parameters, '--batch', '0']);
  expect(refused).toMatchObject({ status: 2 });
  expect(refused.stderr).toContain('--batch');
});

/** Runs on a list that comes, and never ends: `lines` of it at once. */
async function withEndlessList(lines: readonly string[], parameters: readonly string[]) {
  const environment = { ...process.env };
  const command = spawn(process.execPath, [launcher, ...parameters, '--list', '-'], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  command.stdout.on('data', (text) => {
    stdout += text;
  });
  command.stderr.on('data', (text) => {
    stderr += text;
  });
  command.stdin.write(lines.map((line) => `${line}\n`).join(''));
  const ended = new Promise<number | null>((resolve) => command.once('close', resolve));
  return { command, ended, said: () => ({ stdout, stderr }) };
}

test('a list without an end is waited for no longer than the command has to do', async () => {
  const given = ['classify', ...CPU, '--format', 'jsonl'];
  const pictures = firstPictures(9);
  // Eleven of ten classes: an error of the first picture that is no fault of it.
  const failing = await withEndlessList(pictures, [...given, '--top', '11']);
  expect(await failing.ended).toBe(1);
  expect(failing.said().stderr).toContain('topK');
  expect(failing.said().stdout).toBe('');

  const going = await withEndlessList(pictures, given);
  while (going.said().stdout.split('\n').length < 4) await wait(20);
  going.command.kill('SIGINT');
  expect(await going.ended).toBe(130);
  const { stdout, stderr } = going.said();
  expect(stderr).toContain('Interrupted by SIGINT');
  expect(stdout.endsWith('\n')).toBe(true);
  const names = linesOf(stdout).map(({ image }) => image);
  expect(names).toEqual(pictures.slice(0, names.length));
});

test('bad pictures are records, and status 3 says so', async () => {
  const bad = mkdtempSync(join(tmpdir(), 'kindling-many-bad-'));
  const [good = ''] = firstPictures(2);
  copyFileSync(good, join(bad, 'a.jpg'));
  writeFileSync(join(bad, 'b.png'), 'no picture');
  writeFileSync(join(bad, 'c.gif'), '');
  const list = join(bad, 'list.txt');
  writeFileSync(list, `${join(bad, 'nowhere.webp')}\n${good}\n`);
  const parameters = ['classify', bad, '--list', list, ...CPU];
  const { status, stdout, stderr } = await kindling([...parameters, '--format', 'jsonl']);
  expect(status, stderr).toBe(3);
  const lines = linesOf(stdout);
  expect(lines.map(({ error }) => error?.code)).toEqual([
    ...[undefined, 'image', 'image'],
    ...['input-file', undefined],
  ]);
  expect(stderr).toMatch(/kindling: 3 of 5 pictures failed: image 2, input-file 1\.\n/);
  const table = await kindling([...parameters, '--format', 'csv', '--top', '2']);
  expect(table.stdout.split('\n')).toHaveLength(1 + 2 + 3 + 2 + 1);
  expect(table.stdout).toContain(`${join(bad, 'b.png')},,,,,image\n`);
});

test('a list and a picture come by standard input', async () => {
  const [first = '', second = ''] = firstPictures(2);
  const listed = await piped(`${second}\n${first}\n`, ['classify', '--list', '-', ...CPU]);
  expect(linesOf(listed).map(({ image }) => image)).toEqual([second, first]);
  const [line] = linesOf(await piped(readFileSync(first), ['classify', '-', ...CPU]));
  expect(line).toMatchObject({ image: '-' });
  expect(line?.top).toEqual(linesOf(listed)[1]?.top);
});

test('a run that is killed again and again has every picture once', async () => {
  const whole = await kindling(['classify', folder, ...CPU, '--format', 'jsonl']);
  const out = join(mkdtempSync(join(tmpdir(), 'kindling-resume-')), 'out.jsonl');
  const parameters = ['classify', folder, ...CPU, '--resume', out, '--concurrency', '3'];
  const random = seededRandom(5);
  const signals = ['SIGKILL', 'SIGKILL', 'SIGINT', 'SIGKILL', 'SIGTERM'] as const;
  let kills = 0;
  for (const signal of signals) {
    kills += await killed(parameters, out, Math.ceil(12 * random()), signal);
    // What a kill within a write leaves.
    if (signal === 'SIGKILL') writeFileSync(out, '{"image":"torn', { flag: 'a' });
    else expect(readFileSync(out, 'utf8')).toMatch(/\n$/);
  }
  expect(kills).toBeGreaterThanOrEqual(3);
  const last = await kindling(parameters);
  expect(last, last.stderr).toMatchObject({ status: 0, stdout: '' });
  const lines = linesOf(readFileSync(out, 'utf8'));
  expect(answersOf(lines)).toEqual(answersOf(linesOf(whole.stdout)));
  // There is nothing left to do.
  const done = await kindling(parameters);
  expect(done, done.stderr).toMatchObject({ status: 0 });
  expect(linesOf(readFileSync(out, 'utf8'))).toHaveLength(PICTURES);
});

for (const host of sampleOf('hosts of many', ['browser', 'node'] as const, 1)) {
  test(`what the ${host} answers is what the CPU answers`, async () => {
    const environment = host === 'node' ? requireSoftwareVulkan() : {};
    const parameters = ['classify', join(folder, 'part-1'), ...MODEL, '--format', 'jsonl'];
    const onGpu = ['--runtime', host, '--backend', 'webgpu'];
    const there = await kindling([...parameters, ...onGpu], environment);
    expect(there, there.stderr).toMatchObject({ status: 0, browsersLeft: 0 });
    const here = linesOf((await kindling([...parameters, '--runtime', 'cpu'])).stdout);
    for (const [index, { image, top }] of linesOf(there.stdout).entries()) {
      expect(image).toBe(here[index]?.image);
      const off = Math.abs(
        (top?.[0]?.probability ?? 0) - (here[index]?.top?.[0]?.probability ?? 1),
      );
      expect(off).toBeLessThan(0.05);
    }
  });
}

test('run writes what it computes of each picture, in folders of their names', async () => {
  const out = mkdtempSync(join(tmpdir(), 'kindling-run-many-'));
  const { status, stdout, stderr } = await kindling([
    ...['run', '--image', join(folder, 'part-2'), ...CPU],
    ...['--output', out, '--format', 'jsonl'],
  ]);
  expect(status, stderr).toBe(0);
  const lines = linesOf(stdout) as unknown as { outputs: { file: string }[] }[];
  expect(lines).toHaveLength(PICTURES / 3);
  expect(lines[0]?.outputs[0]?.file).toMatch(/002[/\\]\w+\.npy$/);
  const files = lines.flatMap(({ outputs }) => outputs.map(({ file }) => file));
  expect(new Set(files).size).toBe(files.length);
  for (const file of files) expect(readFileSync(file).subarray(1, 6).toString()).toBe('NUMPY');
});

/** Some pictures of the folder. */
function pictureFile(index: number): string {
  const name = `${String(index).padStart(3, '0')}.${index % 2 ? 'png' : 'jpg'}`;
  return join(folder, `part-${index % 3}`, name);
}

function firstPictures(count: number): string[] {
  return Array.from({ length: count }, (_, index) => pictureFile(index));
}

async function piped(input: string | Buffer, parameters: readonly string[]): Promise<string> {
  const running = promisify(execFile)(process.execPath, [
    launcher,
    ...parameters,
    '--format',
    'jsonl',
  ]);
  running.child.stdin?.end(input);
  return (await running).stdout;
}

/** Ends a run once it has written so many lines more; 1 where it was killed, 0 where it had ended. */
async function killed(
  parameters: readonly string[],
  out: string,
  lines: number,
  signal: NodeJS.Signals,
): Promise<number> {
  const count = () => {
    try {
      return readFileSync(out, 'utf8').split('\n').length;
    } catch {
      return 0;
    }
  };
  const before = count();
  const command = spawn(process.execPath, [launcher, ...parameters], { stdio: 'ignore' });
  const ending = new Promise<void>((resolve) => command.once('exit', () => resolve()));
  while (command.exitCode === null && count() < before + lines) await wait(5);
  const isGoing = command.exitCode === null;
  command.kill(signal);
  await ending;
  return isGoing ? 1 : 0;
}
