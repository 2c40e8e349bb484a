// Makes a fresh checkout ready to run: Node version, packages, Chromium, build. Every step looks
// first and does nothing where nothing is to do, so it is cheap to run before everything else.
// Only Node's own modules here: this runs before the packages are installed.
//   node scripts/setup.js [--no-browser] [--no-build] [--engines]
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { aptInstall } from './apt.js';
import { findChromium } from './chromium.js';
import { findFirefox } from './firefox.js';
import { findLavapipe } from './lavapipe.js';
import { root, run, runMain, runOrThrow, say } from './steps.js';

/**
 * @param {{ browser?: boolean, build?: boolean, engines?: boolean }} [options] Steps to leave out are false; engines besides
 *   Chromium are installed where it is true.
 * @throws {Error} with one line that says what to do.
 */
export function setup({ browser = true, build = true, engines = false } = {}) {
  checkNode();
  installPackages(engines);
  if (browser) installChromium();
  if (engines) installEngines();
  if (build) buildProject();
}

function checkNode() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  const [major, minor] = wanted.split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Error(`Node ${wanted} or newer is needed; this is ${process.versions.node}.`);
}

/** Where the packages of engines are named, a workspace of its own, since they weigh as much as all others. */
const ENGINES = 'e2e/engines';

/** @param {boolean} engines */
function installPackages(engines) {
  if (packagesMatchLock(engines)) return say('setup: packages are installed');
  if (packagesMatchLock(false)) {
    say('setup: installing the packages of engines (npm install) …');
    return runOrThrow('npm', ['install', '--no-save', '--no-audit', '--no-fund']);
  }
  say('setup: installing packages (npm ci) …');
  runOrThrow('npm', ['ci', ...(engines ? [] : ['--workspaces=false'])]);
}

/**
 * Compares npm's own record of what it installed with the lock file, so no stamp can go stale.
 * @param {boolean} engines
 */
function packagesMatchLock(engines) {
  const record = join('node_modules', '.package-lock.json');
  if (!existsSync(join(root, record))) return false;
  const installed = readJson(record).packages;
  const locked = readJson('package-lock.json').packages;
  // An optional package may be absent: it is for another system.
  const isInPlace = (/** @type {string} */ path) =>
    path in installed
      ? installed[path].version === locked[path].version
      : locked[path].optional === true;
  const { dependencies, devDependencies } = locked[''];
  const named = Object.keys({ ...dependencies, ...devDependencies });
  return (
    named.every((name) => isInPlace(`node_modules/${name}`)) &&
    Object.keys(installed).every((path) => path in locked && isInPlace(path)) &&
    (!engines || ENGINES in installed)
  );
}

function installChromium() {
  const found = findChromium();
  if (found) return say(`setup: Chromium is ${found}`);
  const installed = installFromPlaywright() ?? installFromDistribution();
  if (!installed) {
    throw new Error(
      'No Chromium found and none could be installed: install Chromium or Chrome, or name one with KINDLING_CHROMIUM.',
    );
  }
  say(`setup: Chromium is ${installed}`);
}

function installFromPlaywright() {
  say("setup: no Chromium found; trying Playwright's (npx playwright install chromium) …");
  // Short timeouts: where its host is out of reach, the distribution's package is next.
  const env = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: '10000' };
  const args = ['install', '--no-shell', 'chromium'];
  const { ok } = run('playwright', args, { quiet: true, env, timeoutMs: 600_000 });
  return ok ? findRunnable() : null;
}

function installFromDistribution() {
  return aptInstall(['chromium']) ? findRunnable() : null;
}

/** A browser just downloaded may lack system libraries; only one that answers counts. */
function findRunnable() {
  const path = findChromium();
  return path && run(path, ['--version'], { quiet: true, timeoutMs: 60_000 }).ok ? path : null;
}

function installEngines() {
  const missing = [
    ...(findFirefox() ? [] : ['firefox-esr']),
    ...(findLavapipe() ? [] : ['mesa-vulkan-drivers']),
  ];
  if (missing.length > 0) aptInstall([...missing, 'libvulkan1']);
  const [firefox, driver] = [findFirefox(), findLavapipe()];
  if (!firefox)
    throw new Error('There is no Firefox: install one, or name one with KINDLING_FIREFOX.');
  if (!driver) throw new Error('There is no lavapipe: install mesa-vulkan-drivers.');
  say(`setup: Firefox is ${firefox}, the Vulkan driver ${driver}`);
}

function buildProject() {
  const stamp = join(root, 'node_modules', '.kindling', 'build');
  const outputs = [
    'kindling.js',
    'models.js',
    'worker.js',
    'cli/main.js',
    'types/index.d.ts',
    'types/models.d.ts',
    'pages/index.html',
    'pages/bench.html',
  ];
  const sources = hashSources();
  const fresh = existsSync(stamp) && readFileSync(stamp, 'utf8') === sources;
  if (fresh && outputs.every((path) => existsSync(join(root, 'dist', path)))) {
    return say('setup: the build is up to date');
  }
  say('setup: building (npm run build) …');
  runOrThrow('npm', ['run', 'build']);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, sources);
}

/** Hash of everything the build reads; tests are left out, as they never reach dist/. */
function hashSources() {
  const hash = createHash('sha256');
  const single = ['package.json', 'package-lock.json', 'vite.config.ts', 'tsconfig.json'];
  single.push('tsconfig.build.json', 'scripts/chromium.js', 'scripts/firefox.js');
  const inFolders = ['src', 'cli', 'pages', 'shaders', 'weights'].flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  });
  const paths = [...single.map((path) => join(root, path)), ...inFolders];
  for (const path of paths
    .filter((path) => !path.endsWith('.test.ts') && existsSync(path))
    .sort()) {
    hash.update(`${path}\0`).update(readFileSync(path)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const flags = process.argv.slice(2);
  runMain(() =>
    setup({
      browser: !flags.includes('--no-browser'),
      build: !flags.includes('--no-build'),
      engines: flags.includes('--engines'),
    }),
  );
}
