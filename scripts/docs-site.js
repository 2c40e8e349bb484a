// Builds the documentation site to docs/site/dist: the Markdown that docs/site/sections.json lists, the API by TypeDoc, and the
// two pages. Installs what it needs itself, and fails where a link leads nowhere.
//   npm run docs:site                       for the root of a host
//   SITE_BASE=/kindling/ npm run docs:site  for a folder of one
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { setup } from './setup.js';
import { root, run, runMain, runOrThrow, say } from './steps.js';

const site = join(root, 'docs/site');
const staged = join(site, 'pages');
const built = join(site, 'dist');
const base = process.env.SITE_BASE ?? '/';

runMain({}, () => {
  setup({ browser: false });
  installVitePress();
  layOutPages();
  runOrThrow('typedoc', ['--out', join(staged, 'public/api')]);
  cpSync(join(root, 'dist/pages'), join(staged, 'public/try'), { recursive: true });
  const vitepress = join(site, 'node_modules/vitepress/bin/vitepress.js');
  if (!run(process.execPath, [vitepress, 'build', site]).ok) return 1;
  const dead = deadLinks();
  for (const line of dead) console.log(line);
  console.log(dead.length === 0 ? `docs: ${built}` : `docs: ${dead.length} dead links`);
  return dead.length === 0 ? 0 : 1;
});

function installVitePress() {
  const record = join(site, 'node_modules/.package-lock.json');
  const lock = join(site, 'package-lock.json');
  if (existsSync(record) && statSync(record).mtimeMs >= statSync(lock).mtimeMs) return;
  say('docs: installing VitePress (npm ci) …');
  runOrThrow('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', site]);
}

/** Copies the Markdown, and the pictures that it shows, to the paths that they have in the repository; and the icon. */
function layOutPages() {
  rmSync(staged, { recursive: true, force: true });
  const sections = JSON.parse(readFileSync(join(site, 'sections.json'), 'utf8'));
  for (const { pages } of sections) {
    for (const path of pages) copy(path, path === 'README.md' ? 'index.md' : path);
  }
  copy('pages/icon.svg', 'public/icon.svg');
  copy('docs/guides/compose.yaml', 'public/docs/guides/compose.yaml');
  for (const name of readdirSync(join(root, 'pages/screenshots'))) {
    copy(`pages/screenshots/${name}`, `pages/screenshots/${name}`);
  }
}

/** @param {string} from @param {string} to */
function copy(from, to) {
  const target = join(staged, to);
  mkdirSync(dirname(target), { recursive: true });
  cpSync(join(root, from), target);
}

/** Links inside the built site to files and headings that are not there, one line for each. */
function deadLinks() {
  const paths = readdirSync(built, { recursive: true, encoding: 'utf8' });
  const pages = new Map(
    paths
      .filter((path) => path.endsWith('.html') && !path.startsWith('try/'))
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(built, path), 'utf8')]),
  );
  const isThere = (/** @type {string} */ path, /** @type {string} */ anchor) => {
    const page = pages.get(path);
    if (page === undefined) return existsSync(join(built, path)) && !path.endsWith('/');
    return anchor === '' || page.includes(` id="${anchor}"`);
  };
  return [...pages].flatMap(([page, html]) => {
    const links = [...html.matchAll(/ (?:href|src)="(?!\w+:|\/\/)([^"?]*)[^"]*"/g)].map(
      ([, link]) => decodeURI(link),
    );
    return [...new Set(links)].flatMap((link) => {
      const [path, anchor = ''] = link.split('#');
      const file = path === '' ? page : fileOf(path, page);
      return isThere(file, anchor) ? [] : [`${page} links to ${link}`];
    });
  });
}

/** The file that a host gives for a path. @param {string} path @param {string} page */
function fileOf(path, page) {
  const full = path.startsWith(base)
    ? path.slice(base.length)
    : posix.join(posix.dirname(page), path);
  return full === '' || full.endsWith('/') ? `${full}index.html` : full;
}
