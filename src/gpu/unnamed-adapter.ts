// What can be told of an adapter that has no name: Firefox says none, neither do adapters of OpenGL ES, nor browsers that
// have no `adapterInfo` yet. Loaded only for those.
import { crc32 } from '../util/crc32';

/** What a device or an adapter can do. */
export type Abilities = Pick<GPUDevice, 'limits' | 'features'>;

/**
 * A description that tells adapters apart as well as a page can: the name that WebGL has for what is most likely the same
 * GPU, and a number that stands for limits and features.
 */
export function describeUnnamed({ limits, features }: Abilities): string {
  const known = [...namesAndValues(limits), ...[...features].sort()].join();
  const number = crc32(new TextEncoder().encode(known)).toString(16);
  return `${webglRenderer() ?? 'unnamed adapter'} (${number})`;
}

/** `NVIDIA GeForce GTX 980, or similar`; null where there is no WebGL. */
function webglRenderer(): string | null {
  if (typeof OffscreenCanvas === 'undefined') return null;
  const gl = new OffscreenCanvas(1, 1).getContext('webgl');
  if (!gl) return null;
  // Firefox says it by the plain name, others by the extension's.
  const { UNMASKED_RENDERER_WEBGL = gl.RENDERER } =
    gl.getExtension('WEBGL_debug_renderer_info') ?? {};
  const renderer = gl.getParameter(UNMASKED_RENDERER_WEBGL) as unknown;
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return typeof renderer === 'string' && renderer !== '' ? renderer : null;
}

/** Limits are getters of the prototype. */
function namesAndValues(limits: GPUSupportedLimits): string[] {
  const names: string[] = [];
  for (const name in limits) names.push(`${name} ${limits[name as keyof GPUSupportedLimits]}`);
  return names.sort();
}
