// Against published digests, since the manifest trusts this function.
import { afterEach, expect, it, vi } from 'vitest';
import { WeightsUnavailableError } from '../errors';
import { sha256Hex } from './sha256';

afterEach(() => vi.unstubAllGlobals());

it('gives the digests of FIPS 180-2, appendix B', async () => {
  const digest = (text: string) => sha256Hex(new TextEncoder().encode(text));
  expect(await digest('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
  expect(await digest('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});

it('refuses to leave weights unchecked where there is no WebCrypto', async () => {
  vi.stubGlobal('crypto', {});
  await expect(sha256Hex(new Uint8Array(1))).rejects.toThrow(WeightsUnavailableError);
});
