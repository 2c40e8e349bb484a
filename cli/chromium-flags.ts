// The flags Chromium is started with: the project's own, changed by what a test or a user asks for.
import { chromiumFlags } from '../scripts/chromium.js';

/**
 * The default flags changed by `wish`, the value of KINDLING_CHROMIUM_FLAGS: words separated by
 * blanks, each one a flag to add, or `!flag` to leave out a default one. Without
 * `--enable-unsafe-webgpu`, for instance, Chromium has no software adapter.
 */
export function adjustedFlags(wish: string | undefined): string[] {
  const words = (wish ?? '').split(' ').filter((word) => word !== '');
  const dropped = words.filter((word) => word.startsWith('!')).map((word) => word.slice(1));
  const added = words.filter((word) => !word.startsWith('!'));
  return [...chromiumFlags.filter((flag) => !dropped.includes(flag)), ...added];
}
