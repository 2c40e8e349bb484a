// What is said where there is no WebGPU helps in the very browser that says it.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openGpu } from './device';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/110.0.0.0 Safari/537.36';
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';

/** The message of `openGpu` where the globals are these. */
function messageWith(navigator: object | undefined, isSecureContext?: boolean): Promise<string> {
  vi.stubGlobal('navigator', navigator);
  vi.stubGlobal('isSecureContext', isSecureContext);
  return openGpu().then(
    () => 'a device',
    ({ message }: Error) => message,
  );
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('openGpu', () => {
  it('sends a Firefox that has WebGPU switched off to its preference, and to no older Firefox', async () => {
    const message = await messageWith({ userAgent: FIREFOX }, true);
    expect(message).toContain('dom.webgpu.enabled');
    expect(message).not.toContain('or later');
  });

  it('names the browsers that have WebGPU to another one', async () => {
    const message = await messageWith({ userAgent: CHROME }, true);
    expect(message).toContain('Chrome or Edge 113, Safari 26');
    expect(message).not.toContain('about:config');
  });

  it('says that the page is not secure, whatever the browser', async () => {
    expect(await messageWith({ userAgent: FIREFOX }, false)).toMatch(/secure context.*https/);
  });

  it.each([
    ['Node 20', undefined],
    ['Node 21', { userAgent: 'Node.js/21' }],
    ['Deno', { userAgent: 'Deno/2.9.6' }],
  ])('sends %s to no browser', async (_, navigator) => {
    const message = await messageWith(navigator);
    expect(message).toMatch(/a device of your own.*backend: 'auto'/);
    expect(message).not.toContain('browser');
  });

  it('says what helps on Linux where there is no adapter', async () => {
    const gpu = { requestAdapter: async () => null };
    const message = await messageWith({ userAgent: CHROME, gpu }, true);
    expect(message).toMatch(/no adapter.*chrome:\/\/flags\/#enable-unsafe-webgpu/);
  });
});
