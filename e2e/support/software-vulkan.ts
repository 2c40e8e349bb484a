// SwiftShader as a Vulkan driver, which Chromium brings along: with it Dawn has an adapter on a machine without a GPU.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from '@playwright/test';
import { findChromium } from '../../scripts/chromium.js';

const MANIFEST = 'vk_swiftshader_icd.json';
/** Where distributions keep the program that their /usr/bin/chromium, a script, starts. */
const SYSTEM_FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser'];

/** The loader of Vulkan drivers, which Dawn asks for them, and where distributions keep it. */
const LOADER = 'libvulkan.so.1';
const LIBRARY_FOLDERS = ['', 'x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((folder) => [
  join('/usr/lib', folder),
  join('/usr/lib64', folder),
]);

/** Environment in which Dawn finds SwiftShader alone; where there is none, why. */
export function softwareVulkan():
  | { readonly VK_ICD_FILENAMES: string }
  | { readonly missing: string } {
  const program = findChromium();
  const folders = [
    ...(program === null ? [] : [dirname(realpathSync(program))]),
    ...SYSTEM_FOLDERS,
  ];
  const manifest = folders.map((folder) => join(folder, MANIFEST)).find(existsSync);
  if (manifest === undefined) return { missing: `There is no ${MANIFEST} beside Chromium.` };
  const hasLoader = LIBRARY_FOLDERS.some((folder) => existsSync(join(folder, LOADER)));
  if (!hasLoader) return { missing: `There is no ${LOADER}, which finds Vulkan drivers.` };
  return { VK_ICD_FILENAMES: manifest };
}

/** The same. Skips the test where there is none; in CI that is a failure. */
export function requireSoftwareVulkan(): NodeJS.ProcessEnv {
  const found = softwareVulkan();
  if (!('missing' in found)) return { ...found };
  if (process.env.CI)
    throw new Error(`CI needs SwiftShader (package libvulkan1). ${found.missing}`);
  test.skip(true, found.missing);
  return {};
}
