// SwiftShader as a Vulkan driver, which Chromium brings along: with it Dawn has an adapter on a machine without a GPU.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';
import { findChromium } from '../scripts/chromium.js';

const MANIFEST = 'vk_swiftshader_icd.json';
/** Where distributions keep the program that their /usr/bin/chromium, a script, starts. */
const SYSTEM_FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser'];

/** Environment in which Dawn finds SwiftShader alone. Skips the test where there is none; in CI that is a failure. */
export function requireSoftwareVulkan(): NodeJS.ProcessEnv {
  const program = findChromium();
  const folders = [
    ...(program === null ? [] : [dirname(realpathSync(program))]),
    ...SYSTEM_FOLDERS,
  ];
  const manifest = folders.map((folder) => join(folder, MANIFEST)).find(existsSync);
  if (manifest === undefined && process.env.CI) throw new Error(`CI needs Chromium's ${MANIFEST}.`);
  test.skip(manifest === undefined, `There is no ${MANIFEST} beside Chromium.`);
  return { VK_ICD_FILENAMES: manifest };
}
