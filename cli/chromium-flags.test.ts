// KINDLING_CHROMIUM_FLAGS: the way for tests to take WebGPU's software adapter away.
import { expect, it } from 'vitest';
import { adjustedFlags } from './chromium-flags';

it('adds words and leaves out those with an exclamation mark', () => {
  const defaults = adjustedFlags(undefined);
  expect(defaults).toContain('--enable-unsafe-webgpu');
  expect(adjustedFlags(' !--enable-unsafe-webgpu  --use-angle=swiftshader ')).toEqual([
    ...defaults.filter((flag) => flag !== '--enable-unsafe-webgpu'),
    '--use-angle=swiftshader',
  ]);
});
