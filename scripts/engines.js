// The tests in engines that are not Chromium, and what they need of the machine: Firefox, and Mesa's lavapipe, an adapter that a
// CPU plays.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { aptInstall } from './apt.js';
import { findFirefox } from './firefox.js';
import { root, say } from './steps.js';
import { countUnit, runTests } from './test-counts.js';

const REPORT = '.cache/engines.json';

/** Where the loader's manifests of Vulkan drivers lie. */
const DRIVERS = '/usr/share/vulkan/icd.d';

/**
 * Sets the engines up and runs their tests.
 * @param {readonly string[]} [only] Parts of names of files.
 * @throws {Error} with one line that says what is missing.
 */
export function runEngines(only = []) {
  const env = setUpEngines();
  const args = ['run', '--config', 'e2e/engines/vitest.config.ts', ...only];
  const reporters = [
    '--reporter=verbose',
    '--reporter=json',
    `--outputFile.json=${join(root, REPORT)}`,
  ];
  return runTests('vitest', [...args, ...reporters], REPORT, countUnit, env);
}

/**
 * Installs what is missing.
 * @returns {Record<string, string>} The environment in which engines find lavapipe alone.
 * @throws {Error} with one line that says what is missing still.
 */
function setUpEngines() {
  const missing = [
    ...(findFirefox() ? [] : ['firefox-esr']),
    ...(lavapipe() ? [] : ['mesa-vulkan-drivers']),
  ];
  if (missing.length > 0) aptInstall([...missing, 'libvulkan1']);
  const [firefox, driver] = [findFirefox(), lavapipe()];
  if (!firefox)
    throw new Error('There is no Firefox: install one, or name one with KINDLING_FIREFOX.');
  if (!driver) throw new Error(`There is no lavapipe in ${DRIVERS}: install mesa-vulkan-drivers.`);
  say(`setup: Firefox is ${firefox}, the Vulkan driver ${driver}`);
  // Its loader complains where there is no folder for sockets, of which it needs none.
  return { VK_ICD_FILENAMES: driver, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR || '/tmp' };
}

/** Its manifest; null where there is none. */
function lavapipe() {
  if (!existsSync(DRIVERS)) return null;
  const manifest = readdirSync(DRIVERS).find((file) => file.startsWith('lvp_icd'));
  return manifest ? join(DRIVERS, manifest) : null;
}
