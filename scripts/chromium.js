// Finds a Chromium that can run WebGPU, and holds the flags to start it with.
// Shared by set-up, the Playwright configuration and the command line; the types are in chromium.d.ts.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Flags for a headless Chromium whose only page is ours. */
export const chromiumFlags = Object.freeze([
  '--no-sandbox', // containers and root have no user namespaces; only our own pages are opened
  '--disable-quic', // all traffic is loopback HTTP
  '--no-first-run', // no welcome page, no question about the default browser
  '--disable-background-networking', // a run asks nobody outside for anything
  '--disable-component-update', // no downloads while a benchmark runs
  '--disable-sync', // no account services
  '--enable-unsafe-webgpu', // WebGPU on Linux and on software adapters, where it is off by default
]);

/**
 * Path of a full Chromium or Chrome, or null where there is none.
 * Order: KINDLING_CHROMIUM, the usual places of the system, Playwright's cache.
 * @returns {string | null}
 * @throws {Error} when KINDLING_CHROMIUM names something that cannot be run.
 */
export function findChromium() {
  const chosen = process.env.KINDLING_CHROMIUM;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(
      `KINDLING_CHROMIUM names "${chosen}", which is not a program: correct it or unset it.`,
    );
  }
  return [...systemPlaces(), ...playwrightPlaces()].find(isExecutable) ?? null;
}

/** @returns {string[]} */
function systemPlaces() {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium'].flatMap((name) =>
      ['/', homedir()].map((base) => join(base, `Applications/${name}.app/Contents/MacOS/${name}`)),
    );
  }
  if (process.platform === 'win32') {
    const { ProgramFiles, LOCALAPPDATA, 'ProgramFiles(x86)': programFilesX86 } = process.env;
    const bases = [ProgramFiles, programFilesX86, LOCALAPPDATA].filter(
      (base) => base !== undefined,
    );
    const programs = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe'];
    return bases.flatMap((base) => programs.map((program) => join(base, program)));
  }
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) =>
    names.map((name) => join(folder, name)),
  );
}

/**
 * Full builds in Playwright's cache, newest first. Its chromium_headless_shell-* is left out on
 * purpose: that build has no WebGPU.
 * @returns {string[]}
 */
function playwrightPlaces() {
  const cache = playwrightCache();
  if (!existsSync(cache)) return [];
  const revision = (/** @type {string} */ name) => Number(name.slice('chromium-'.length));
  const builds = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
  builds.sort((a, b) => revision(b) - revision(a));
  return builds.flatMap((build) => {
    // Folders differ between versions and processors (chrome-linux, chrome-linux64, chrome-mac-arm64 …).
    const folders = readdirSync(join(cache, build)).filter((name) => name.startsWith('chrome-'));
    return folders.flatMap((folder) =>
      programsInBuild.map((program) => join(cache, build, folder, program)),
    );
  });
}

const programsInBuild = [
  'chrome',
  'chrome.exe',
  'Chromium.app/Contents/MacOS/Chromium',
  'Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
];

/** Where Playwright keeps browsers: PLAYWRIGHT_BROWSERS_PATH, else the system's cache folder. */
function playwrightCache() {
  const { PLAYWRIGHT_BROWSERS_PATH: chosen, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  if (chosen === '0') return join('node_modules', 'playwright-core', '.local-browsers');
  if (chosen) return chosen;
  if (process.platform === 'darwin') return join(homedir(), 'Library/Caches/ms-playwright');
  if (process.platform === 'win32') return join(LOCALAPPDATA ?? homedir(), 'ms-playwright');
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'ms-playwright');
}

/** Whether a file is there that can be run. @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
