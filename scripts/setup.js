// Makes a fresh checkout ready to run: Node version, packages, Chromium, build. Every step looks
// first and does nothing where nothing is to do, so it is cheap to run before everything else.
// Only Node's own modules here: this runs before the packages are installed.
//   node scripts/setup.js [--no-browser] [--no-build] [--engines] [--redis]
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { aptInstall } from './apt.js';
import { isBuilt, stampBuild } from './build-stamp.js';
import { findChromium } from './chromium.js';
import { findFirefox } from './firefox.js';
import { findLavapipe } from './lavapipe.js';
import { root, run, runMain, runOrThrow, say } from './steps.js';

/**
 * @param {{ browser?: boolean, build?: boolean, engines?: boolean, redis?: boolean }} [options] Steps to leave out are false;
 *   engines besides Chromium, and the Redis that tests of queues start, are installed where they are true.
 * @throws {Error} with one line that says what to do.
 */
export function setup({ browser = true, build = true, engines = false, redis = false } = {}) {
  checkNode();
  installPackages(engines);
  if (browser) installChromium();
  if (engines) installEngines();
  if (redis) installRedis();
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

/** Without it the tests of queues are left out, so that it is nothing to fail for. */
function installRedis() {
  const hasRedis = () => run('redis-server', ['--version'], { quiet: true }).ok;
  if (!hasRedis()) aptInstall(['redis-server']);
  say(
    `setup: ${hasRedis() ? 'Redis is there' : 'there is no redis-server; queues are not tested'}`,
  );
}

function buildProject() {
  if (isBuilt()) return say('setup: the build is up to date');
  say('setup: building (npm run build) …');
  runOrThrow('npm', ['run', 'build']);
  stampBuild();
}

/** @param {string} path */
function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const options = /** @type {const} */ ({
    'no-browser': { type: 'boolean', default: false },
    'no-build': { type: 'boolean', default: false },
    engines: { type: 'boolean', default: false },
    redis: { type: 'boolean', default: false },
  });
  runMain({ options }, ({ values }) =>
    setup({
      browser: !values['no-browser'],
      build: !values['no-build'],
      engines: values.engines,
      redis: values.redis,
    }),
  );
}
