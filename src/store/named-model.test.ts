// What the library says where it cannot get a named model: in a page there is no environment.
import { afterEach, expect, it, vi } from 'vitest';
import { WeightsUnavailableError } from '../errors';
import { fetchNamedModel } from './named-model';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('says what a page can load instead, and of no environment', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const failure = await fetchNamedModel('squeezenet1.0-dc', {}).catch((error: Error) => error);
  expect(failure).toBeInstanceOf(WeightsUnavailableError);
  const { message } = failure as WeightsUnavailableError;
  expect(message).toMatch(
    /Load it from another place: give `load` the file \(File, bytes\) or a URL.* "compressed_SqueezeNet\.net" \(675763 bytes\)/,
  );
  expect(message).toMatch(/raw\.githubusercontent\.com.*Tried: .*Failed to fetch/);
  expect(message).not.toContain('KINDLING_WEIGHTS_DIR');
});
