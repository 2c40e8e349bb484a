// Many pictures through `kindling classify`: pictures made from photographs by seeded crops and re-encoding, a run that is killed at
// random moments and goes on each time, its pace by stage and its memory; then whether every picture is there once, and a sample of
// them answered one by one.
//   npm run build; node lab/many-pictures.js --photos DIR [--count 10000] [--runtime cpu] [--kills 5] [--folder DIR]
// The photographs are `../shared/photos`, and the weights `../shared/weights`, by KINDLING_WEIGHTS_DIR.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { readArguments, root } from '../scripts/steps.js';

const { values } = readArguments({
  options: {
    photos: { type: 'string' },
    count: { type: 'string', default: '10000' },
    runtime: { type: 'string', default: 'cpu' },
    kills: { type: 'string', default: '5' },
    folder: { type: 'string', default: join(tmpdir(), 'kindling-many-pictures') },
    model: { type: 'string', default: 'mobilenet-v1-0.25-224' },
  },
});
if (!values.photos) throw new Error('Give --photos DIR.');
const count = Number(values.count);
const kills = Number(values.kills);
const random = seeded(26);
const pictures = await makePictures(values.photos, join(values.folder, `${count}`));
const out = join(values.folder, `${count}-${values.runtime}.jsonl`);
rmSync(out, { force: true });

for (let kill = 0; kill < kills; kill++) {
  await classify(['--resume', out, pictures], {
    killAtLine: Math.floor((random() * count) / (kills + 1)),
  });
}
const { stderr } = await classify(['--resume', out, '--timings', pictures]);
console.log(stderr.trimEnd());
const lines = linesOf(readFileSync(out, 'utf8'));
const names = new Set(lines.map(({ image }) => image));
console.log(`${lines.length} lines of ${names.size} pictures; there are ${count}`);

const every = Math.ceil(count / 200);
const sample = lines.filter((_, index) => index % every === 0);
const list = join(values.folder, 'list.txt');
writeFileSync(list, sample.map(({ image }) => `${image}\n`).join(''));
const alone = await classify(['--format', 'jsonl', '--concurrency', '1', '--list', list]);
const answers = linesOf(alone.stdout);
const same = answers.filter(
  ({ top }, index) => JSON.stringify(top) === JSON.stringify(sample[index]?.top),
);
console.log(`${same.length} of ${sample.length} have the same answers one by one`);
process.exitCode =
  lines.length === count && names.size === count && same.length === sample.length ? 0 : 1;

/**
 * Crops of all photographs in turn, as JPEG, PNG and WebP of 200 to 500 pixels a side.
 * @param {string} photos @param {string} folder
 */
async function makePictures(photos, folder) {
  const files = readdirSync(photos).filter((name) => /\.(jpe?g|png)$/i.test(name));
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < count; index++) {
    const side = () => 200 + Math.floor(300 * random());
    const [width, height, left, top] = [side(), side(), random(), random()];
    const format = /** @type {const} */ (['jpeg', 'jpeg', 'jpeg', 'png', 'webp'])[index % 5];
    const path = join(folder, `${String(index).padStart(6, '0')}.${format}`);
    if (existsSync(path)) continue;
    const photo = sharp(join(photos, files[index % files.length] ?? ''));
    const { width: most = 1, height: highest = 1 } = await photo.metadata();
    const [w, h] = [Math.min(width, most), Math.min(height, highest)];
    const at = { left: Math.floor(left * (most - w)), top: Math.floor(top * (highest - h)) };
    await photo
      .extract({ ...at, width: w, height: h })
      .toFormat(format)
      .toFile(path);
  }
  return folder;
}

/**
 * Runs the command, watches its memory, and kills it once the file has so many lines more.
 * @param {readonly string[]} parameters @param {{ killAtLine?: number }} [end]
 */
async function classify(parameters, { killAtLine } = {}) {
  const command = spawn(process.execPath, [
    ...[join(root, 'cli/kindling.js'), 'classify', '--model', values.model],
    ...['--runtime', values.runtime, ...parameters],
    // A software adapter is what is asked about, where there is no other.
    ...(values.runtime === 'cpu' ? [] : ['--backend', 'webgpu']),
  ]);
  let [stdout, stderr] = ['', ''];
  command.stdout.on('data', (text) => {
    stdout += text;
  });
  command.stderr.on('data', (text) => {
    stderr += text;
  });
  let isOver = false;
  const ending = new Promise((resolve) => command.once('close', resolve)).then(() => {
    isOver = true;
  });
  const before = linesIn(out);
  /** @type {number[]} */
  const memory = [];
  while (!isOver) {
    memory.push(residentMiB(command.pid));
    if (killAtLine !== undefined && linesIn(out) >= before + killAtLine) command.kill('SIGKILL');
    await Promise.race([wait(500), ending]);
  }
  const most = (/** @type {number[]} */ part) => Math.max(0, ...part).toFixed(0);
  const half = Math.floor(memory.length / 2);
  console.log(
    `${killAtLine === undefined ? 'ended' : 'killed'} at line ${linesIn(out)}; ` +
      `at most ${most(memory.slice(0, half))} MiB in the first half, ${most(memory.slice(half))} in the second`,
  );
  return { stdout, stderr };
}

/** @param {string} path */
function linesIn(path) {
  return existsSync(path) ? readFileSync(path).filter((byte) => byte === 10).length : 0;
}

/** @param {string} text @returns {{ image: string, top: unknown }[]} */
function linesOf(text) {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Of a process and those that it started: another one decodes and computes. @param {number | undefined} pid @returns {number} */
function residentMiB(pid) {
  try {
    const [, pages = 0] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ').map(Number);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    const others = children === '' ? [] : children.split(' ').map(Number);
    return others.reduce((sum, each) => sum + residentMiB(each), (4 * pages) / 1024);
  } catch {
    return 0; // it has just ended, or this system has no such file
  }
}

/** Mulberry32. @param {number} seed */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
