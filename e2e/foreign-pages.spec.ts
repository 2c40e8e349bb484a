// The built library in pages that are not ours: what others have done to prototypes, and what policies forbid. Each page computes
// what a plain page computes.
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { serveFolder } from './support/static-folder';

/** What a page is besides the script that computes. */
interface ForeignPage {
  readonly name: string;
  /** Runs before anything of ours. */
  readonly before?: string;
  /** A policy of the server. */
  readonly policy?: string;
  /** What a frame around the script may; such a frame has an origin of its own. */
  readonly sandbox?: string;
  /** Halts the page for a while. */
  readonly halt?: (page: Page, answers: Promise<unknown>) => Promise<void>;
  /** What the browser itself says when it refuses a worker, without which the page's own thread computes. */
  readonly tolerated?: RegExp;
}

const PROTOTYPES = [
  ...['Object', 'Array', 'Function', 'Error', 'TypeError', 'Map', 'Set', 'Promise', 'String'],
  ...['ArrayBuffer', 'Uint8Array', 'Float32Array', 'DataView', 'RegExp', 'EventTarget'],
];

const PAGES: readonly ForeignPage[] = [
  {
    name: 'enumerable properties on prototypes',
    before: `
      Object.prototype.extend = function () { return this; };
      Object.prototype.length0 = 7;
      Array.prototype.remove = function () {};
      String.prototype.trimAll = function () {};`,
  },
  {
    name: 'frozen prototypes',
    before: `for (const name of ${JSON.stringify(PROTOTYPES)}) Object.freeze(globalThis[name].prototype);`,
  },
  {
    name: 'Trusted Types',
    policy: "require-trusted-types-for 'script'; trusted-types 'none'",
    tolerated: /Trusted/,
  },
  {
    name: 'a sandboxed frame, without storage, caches and workers',
    sandbox: 'allow-scripts',
    tolerated: /sandboxed|Failed to construct 'Worker'/,
  },
  {
    name: 'timers that come once a second, as out of sight,',
    before: `
      const soon = globalThis.setTimeout;
      globalThis.setTimeout = (work, ms = 0, ...given) => soon(work, Math.max(1000, ms), ...given);`,
  },
  { name: 'a tab that is frozen again and again', halt: frozen },
];

/** Neither timers nor answers come to a frozen page; afterwards all that came meanwhile does. */
async function frozen(page: Page, answers: Promise<unknown>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  let isOver = false;
  void answers.then(() => {
    isOver = true;
  });
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  void (async () => {
    while (!isOver) {
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
      await wait(300);
      await session.send('Page.setWebLifecycleState', { state: 'active' });
      await wait(300);
    }
  })().catch(() => undefined); // the page is closed
}

/** Loads networks in every way that needs no server, and runs them; the numbers go to the console. */
const COMPUTE = `
  import { createRuntime, readModel } from './kindling.js';
  import { squeezenet } from './models.js';
  import { compare, compress, profile, toKindling, toOnnx } from './tools.js';
  const say = (what, value) => console.log(what + ' ' + JSON.stringify(value));
  try {
    const answers = [];
    const add = ({ data }) => answers.push(...Array.from(data, (x) => Number(x.toFixed(4))));
    const built = squeezenet({ inputSize: 64, classes: 10, fires: 2, conv10Padding: 0 });
    const files = [await toOnnx(built), await toKindling((await compress(built, { bits: 8 })).model)];
    const canvas = new OffscreenCanvas(28, 28);
    canvas.getContext('2d').fillRect(5, 5, 9, 20);
    for (const backend of ['webgpu', 'cpu']) {
      const runtime = await createRuntime({ backend });
      for (const file of files) {
        const model = await runtime.load(file, { tune: 'cached', check: 'once' });
        const data = Float32Array.from({ length: 3 * 64 * 64 }, (_, at) => Math.sin(at));
        add((await model.run({ data }, { outputs: ['logits'] })).logits);
        const { passed } = await compare(model, {}, { runs: 1 });
        answers.push(Number(passed));
        await profile(model, { runs: 1 });
      }
      const named = await runtime.load('fashion-squeezenet');
      answers.push((await named.classify(canvas))[0].index);
      await runtime.load(new Uint8Array([60, 104, 116])).catch((error) => answers.push(error.code));
      runtime.dispose();
    }
    say('RESULT', answers);
  } catch (error) {
    say('FAILURE', String(error.stack ?? error));
  }
`;

/** What a page computes, and what it complains of. */
async function answersOf(page: Page, { before = '', policy, sandbox, halt }: ForeignPage) {
  const complaints: string[] = [];
  let tell: (answers: unknown[]) => void = () => undefined;
  const result = new Promise<unknown[]>((resolve) => {
    tell = resolve;
  });
  page.on('console', (message) => {
    const text = message.text();
    if (text.startsWith('RESULT ')) tell(JSON.parse(text.slice(7)));
    else if (text.startsWith('FAILURE ')) tell([text]);
    else if (message.type() === 'error') complaints.push(text);
  });
  page.on('pageerror', (error) => tell([`FAILURE ${error.message}`]));
  const html = (body: string) => `<!doctype html><meta charset="utf-8"><title>Page</title>${body}`;
  const script = `<script>${before}</script><script type="module">${COMPUTE}</script>`;
  await using host = await serveFolder(
    join(import.meta.dirname, '../dist'),
    {
      'access-control-allow-origin': '*',
      ...(policy === undefined ? {} : { 'content-security-policy': policy }),
    },
    {
      '/inner.html': html(script),
      '/outer.html': html(`<iframe sandbox="${sandbox}" src="inner.html"></iframe>`),
    },
  );
  await halt?.(page, result);
  await page.goto(`${host.url}${sandbox === undefined ? 'inner' : 'outer'}.html`);
  return { answers: await result, complaints };
}

let plain: unknown[] = [];

test.beforeAll(async ({ browser }) => {
  const page = await browser.newPage();
  ({ answers: plain } = await answersOf(page, { name: 'a plain page' }));
  await page.close();
  // Ten logits and a comparison for each of two files, a class, and an error's code, on two backends.
  expect(plain).toHaveLength(2 * (2 * 11 + 2));
});

for (const foreign of PAGES) {
  test(`${foreign.name} change no answer`, async ({ page }) => {
    const { answers, complaints } = await answersOf(page, foreign);
    expect(answers).toEqual(plain);
    const { tolerated } = foreign;
    expect(complaints.filter((text) => !tolerated?.test(text))).toEqual([]);
  });
}
