// Finds a Firefox, and holds the preferences to start it with. Shared by set-up and the command line; types in firefox.d.ts.
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isExecutable } from './chromium.js';

/** WebGPU in a Firefox whose only page is ours: off by default on Linux, and on software adapters. */
export const firefoxPreferences = Object.freeze({
  'dom.webgpu.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
  'app.update.enabled': false, // a run asks nobody outside for anything
  'browser.safebrowsing.downloads.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
});

/**
 * Path of a Firefox, or null where there is none. Order: KINDLING_FIREFOX, the usual places of the system.
 * @returns {string | null}
 * @throws {Error} when KINDLING_FIREFOX names something that cannot be run.
 */
export function findFirefox() {
  const chosen = process.env.KINDLING_FIREFOX;
  if (!chosen) return systemPlaces().find(isExecutable) ?? null;
  if (isExecutable(chosen)) return chosen;
  throw new Error(
    `KINDLING_FIREFOX names "${chosen}", which is not a program: correct it or unset it.`,
  );
}

/** @returns {string[]} */
function systemPlaces() {
  if (process.platform === 'darwin') {
    return ['/', homedir()].map((base) =>
      join(base, 'Applications/Firefox.app/Contents/MacOS/firefox'),
    );
  }
  if (process.platform === 'win32') {
    return [process.env.ProgramFiles ?? ''].map((base) =>
      join(base, 'Mozilla Firefox/firefox.exe'),
    );
  }
  return ['/usr/bin', '/usr/local/bin', '/snap/bin'].flatMap((folder) =>
    ['firefox', 'firefox-esr'].map((name) => join(folder, name)),
  );
}
