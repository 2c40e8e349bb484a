// What the walk of global pooling and the reference's bound have in common.
import { expect, it } from 'vitest';
import { BLOCK } from '../../ops/pool/global-average-pool.reference';
import { sharedLibraries } from '../shaders.gen';

it('adds up blocks of as many pixels as the bound counts', () => {
  const [, block] = /const BLOCK:u32=(\d+);/.exec(sharedLibraries['global-pool']) ?? [];
  expect(Number(block)).toBe(BLOCK);
});
