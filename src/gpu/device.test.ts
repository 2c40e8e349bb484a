// What is said of the adapter behind a device, whatever a browser says of it.
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openGpu } from './device';
import { fakeDevice } from './device.fixtures';

const BLANK = { vendor: '', architecture: '', description: '' };

const adapterOf = async (given: Parameters<typeof fakeDevice>[0]) =>
  (await openGpu({ device: fakeDevice(given) })).adapter;

/** A page in which WebGL has that renderer. */
function stubRenderer(renderer: string): void {
  const extensions: Record<string, object> = {
    WEBGL_debug_renderer_info: { UNMASKED_RENDERER_WEBGL: 1 },
  };
  const gl = {
    RENDERER: 0,
    getExtension: (name: string) => extensions[name] ?? null,
    getParameter: (name: number) => (name === 1 ? renderer : 'WebKit WebGL'),
  };
  vi.stubGlobal(
    'OffscreenCanvas',
    class {
      getContext = () => gl;
    },
  );
}

afterEach(() => vi.unstubAllGlobals());

describe('openGpu', () => {
  it('describes the adapter as the browser does', async () => {
    const names = { vendor: 'nvidia', architecture: 'turing', description: 'A card' };
    expect(await adapterOf({ adapterInfo: names })).toEqual({ ...names, kind: 'hardware' });
    const software = { vendor: 'google', architecture: 'swiftshader', description: '' };
    expect(await adapterOf({ adapterInfo: software })).toEqual({ ...software, kind: 'software' });
  });

  it('opens devices of browsers that say nothing of the adapter', async () => {
    const { vendor, architecture, description } = await adapterOf({});
    expect([vendor, architecture]).toEqual(['', '']);
    expect(description).toMatch(/^unnamed adapter \([0-9a-f]+\)$/);
  });

  it('takes a fallback adapter for software, named or not', async () => {
    const adapterInfo = { ...BLANK, isFallbackAdapter: true };
    expect((await adapterOf({ adapterInfo })).kind).toBe('software');
  });

  it.each([
    ['llvmpipe, or similar', 'software'],
    ['ANGLE (Mesa, llvmpipe (LLVM 15.0.6 256 bits), OpenGL ES 3.2)', 'software'],
    ['NVIDIA GeForce GTX 980, or similar', 'hardware'],
  ])('has what WebGL says of unnamed adapters: %s', async (renderer, kind) => {
    stubRenderer(renderer);
    const adapter = await adapterOf({ adapterInfo: BLANK });
    expect(adapter.kind).toBe(kind);
    expect(adapter.description).toContain(renderer);
  });

  it('tells unnamed adapters apart by limits and features', async () => {
    const adapters = await Promise.all([
      adapterOf({ adapterInfo: BLANK }),
      adapterOf({ adapterInfo: BLANK, maxBufferSize: 2048 }),
      adapterOf({ adapterInfo: BLANK, features: ['shader-f16'] }),
    ]);
    expect(new Set(adapters.map(({ description }) => description)).size).toBe(3);
    const again = await adapterOf({ adapterInfo: BLANK });
    expect(again).toEqual(adapters[0]);
  });
});
