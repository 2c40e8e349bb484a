// Finds Mesa's lavapipe, a software adapter, for engines other than Chromium.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where the loader's manifests of Vulkan drivers lie. */
const DRIVERS = '/usr/share/vulkan/icd.d';

/** The driver's manifest; null where there is none. @returns {string | null} */
export function findLavapipe() {
  if (!existsSync(DRIVERS)) return null;
  const manifest = readdirSync(DRIVERS).find((file) => file.startsWith('lvp_icd'));
  return manifest ? join(DRIVERS, manifest) : null;
}
