// The order of a sweep is what makes it fair: all loaded, one round that is dropped, then round by round.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ModelPage } from '../model-page';
import { measureSweep } from './measure';

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

/** A page whose n-th measurement takes n ms, with one layer where it has timestamps. */
function fakePage(calls: string[], hasTimestamps: boolean): ModelPage {
  let networks = 0;
  let measurements = 0;
  const answers: Record<string, (request: Record<string, number>) => unknown> = {
    loadMobileNet: ({ alpha, rho }) => ({
      network: networks++,
      name: `m-${alpha}-${rho}`,
      macs: 1000,
      adapter: { vendor: 'v', architecture: '', description: '', kind: 'software' },
    }),
    profileNetwork: () => {
      const ms = ++measurements;
      const layer = { name: 'conv1', op: 'conv2d', kernel: 'conv2d-direct', variant: 'x', macs: 7 };
      return {
        runs: 1,
        inferenceMs: { median: ms, p10: ms, p90: ms },
        layers: hasTimestamps ? [{ ...layer, durationMs: ms / 2 }] : null,
      };
    },
    disposeNetworks: () => undefined,
  };
  const call = async (method: string, request: Record<string, number> | null) => {
    calls.push([method, ...Object.values(request ?? {})].join(' '));
    return answers[method]?.(request ?? {});
  };
  return {
    host: 'Chromium 1',
    web: null,
    offer: () => '',
    offerFolder: () => '',
    withdraw: () => undefined,
    backend: 'webgpu',
    call: call as ModelPage['call'],
  };
}

const GRID = { alphas: [1, 0.5], rhos: [224] };

it('measures in turns, after a round that does not count', async () => {
  const calls: string[] = [];
  const { networks, host, adapter } = await measureSweep(fakePage(calls, true), GRID, 2);
  expect(calls).toEqual([
    'loadMobileNet 1 224',
    'loadMobileNet 0.5 224',
    ...['profileNetwork 0', 'profileNetwork 1'],
    ...['profileNetwork 0', 'profileNetwork 1'],
    ...['profileNetwork 0', 'profileNetwork 1'],
    'disposeNetworks',
  ]);
  expect([host, adapter.vendor]).toEqual(['Chromium 1', 'v']);
  const layer = {
    name: 'conv1',
    group: 'first convolution',
    kernel: 'conv2d-direct',
    variant: 'x',
  };
  expect(networks).toEqual([
    {
      ...{ name: 'm-1-224', alpha: 1, rho: 224, macs: 1000, roundsMs: [3, 5] },
      layers: [{ ...layer, macs: 7, roundsMs: [1.5, 2.5] }],
    },
    {
      ...{ name: 'm-0.5-224', alpha: 0.5, rho: 224, macs: 1000, roundsMs: [4, 6] },
      layers: [{ ...layer, macs: 7, roundsMs: [2, 3] }],
    },
  ]);
});

it('has no layers where there are no timestamps', async () => {
  const { networks } = await measureSweep(fakePage([], false), GRID, 1);
  expect(networks.map(({ layers }) => layers)).toEqual([null, null]);
});
