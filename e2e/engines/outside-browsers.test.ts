// Pictures where there is no browser: the guide's script in Node, Deno and Bun, which end by themselves; and pixels by value,
// on a software adapter and on the CPU itself.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModel } from '../../src/index';
import { embeddedModel } from '../../src/store/embedded-model.gen';
import { installPackage, writeBoot } from '../support/installed-package';
import { compare, LEVELS, noisePicture, resizeOnCpu } from '../support/pictures/known-pictures';
import { softwareVulkan } from '../support/software-vulkan';

const root = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);

/** How each program is told to run a script. */
const PROGRAMS = {
  Node: [process.execPath],
  Deno: [process.execPath, require.resolve('deno/bin.cjs'), 'run', '-A', '--no-lock'],
  Bun: [require.resolve('@oven/bun-linux-x64-baseline/bin/bun')],
} as const;

/** After which a script that has disposed its runtime, and still runs, is held up by something. */
const LINGER_MS = 5000;

/** A guide's block of JavaScript that has this text. */
function guideBlock(text: string, name = 'where-it-runs.md'): string {
  const guide = readFileSync(join(root, 'docs/guides', name), 'utf8');
  const blocks = [...guide.matchAll(/```js\n(.*?)```/gs)].map(([, code = '']) => code);
  const found = blocks.find((code) => code.includes(text));
  if (!found) throw new Error(`${name} has no example with "${text}".`);
  return found;
}

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kindling-outside-'));
  await installPackage(folder);
  for (const name of ['sharp', '@img', 'detect-libc', 'semver', 'webgpu']) {
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  }
  await writeBoot(join(folder, 'boot.png'));
  mkdirSync(join(folder, 'photos'));
  for (const name of ['a.png', 'c.png']) await writeBoot(join(folder, 'photos', name));
  writeFileSync(join(folder, 'photos/b.png'), 'no picture');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a script prints, and how long it lived on behind its last line. */
async function outputOf(program: readonly string[], name: string, code: string, env = {}) {
  const script = join(folder, name);
  writeFileSync(script, `${code}\nconsole.error('disposed at ' + Date.now());\n`);
  const [command = '', ...args] = program;
  const { stdout, stderr } = await promisify(execFile)(command, [...args, script], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const [, disposed] = /disposed at (\d+)/.exec(stderr) ?? [];
  return { stdout, stderr, lingeredMs: Date.now() - Number(disposed) };
}

describe.each(Object.entries(PROGRAMS))('%s', (name, program) => {
  it('runs the guide’s script, and ends by itself', async () => {
    const code = guideBlock("'boot.png'");
    const { stdout, lingeredMs } = await outputOf(program, `${name}.mjs`, code);
    expect(stdout.indexOf('Ankle boot')).toBeGreaterThan(0);
    expect(stdout.indexOf('Ankle boot')).toBeLessThan(stdout.indexOf('Sneaker'));
    expect(lingeredMs).toBeLessThan(LINGER_MS);
  });

  it('runs the script of many pictures', async () => {
    const code = guideBlock('classifyAll', 'many-pictures.md');
    const { stdout, lingeredMs } = await outputOf(program, `${name}-many.mjs`, code);
    expect(stdout).toBe('Ankle boot\nimage\nAnkle boot\n');
    expect(lingeredMs).toBeLessThan(LINGER_MS);
  });
});

const HOSTS = [
  { name: 'Node on the CPU', program: PROGRAMS.Node, backend: 'cpu' },
  { name: 'Node on Dawn', program: PROGRAMS.Node, backend: 'webgpu', isDawn: true },
  { name: 'Deno on the CPU', program: PROGRAMS.Deno, backend: 'cpu' },
  { name: 'Deno on lavapipe', program: PROGRAMS.Deno, backend: 'webgpu' },
  // There is a device, whichever is faster; without a database a choice is made anew.
  { name: 'Deno on the faster', program: PROGRAMS.Deno, backend: 'fastest', says: 'webgpu' },
  { name: 'Bun on the CPU', program: PROGRAMS.Bun, backend: 'cpu' },
];

describe.each(HOSTS)('$name', ({ name, program, backend, says = backend, isDawn = false }) => {
  it('sees pixels as they are, with alpha too', async ({ skip }) => {
    const found = isDawn ? softwareVulkan() : { VK_ICD_FILENAMES: process.env.VK_ICD_FILENAMES };
    if ('missing' in found) {
      if (process.env.CI) throw new Error(found.missing);
      return skip(found.missing);
    }
    const { classifier } = await readModel(Uint8Array.from(Buffer.from(embeddedModel, 'base64')));
    if (!classifier) throw new Error('The embedded network is a classifier.');
    const { resize, crop } = classifier.preprocessing;
    const how = { ...LEVELS, resize, crop };
    const pictures = [noisePicture(90, 60, false), noisePicture(61, 47, true)];
    const open = isDawn
      ? guideBlock("from 'webgpu'")
      : `const runtime = await createRuntime({ backend: '${backend}' });`;
    const code = `
      import { createRuntime } from 'kindling';
      import { preview } from 'kindling/tools';
      ${open}
      const model = await runtime.load('fashion-squeezenet');
      const previews = [];
      for (const { width, height, data } of ${JSON.stringify(pictures.map((each) => ({ ...each, data: Array.from(each.data) })))}) {
        const bytes = Uint8Array.from(data);
        const seeing = preview(model, { width, height, data: bytes });
        bytes.fill(0); // seen is what was there when the call came
        previews.push([...(await seeing).data]);
      }
      console.log(JSON.stringify({ backend: runtime.backend, previews }));
      runtime.dispose();`;
    const { stdout } = await outputOf(program, `${name.replaceAll(' ', '-')}.mjs`, code, found);
    const seen = JSON.parse(stdout);
    expect(seen.backend).toBe(says);
    for (const [index, picture] of pictures.entries()) {
      const levels = seen.previews[index].filter((_: number, at: number) => at % 4 !== 3);
      const { largest } = compare(levels, resizeOnCpu(picture, how));
      expect(largest).toBeLessThanOrEqual(index === 0 ? 1 : 2);
    }
  });
});
