// Turns: who runs when, which times count, and what a peer that fails does to the others.
import { expect, it } from 'vitest';
import { BrowserError, PageError } from '../failures';
import type { ModelPage } from '../model-page';
import type { OfferedPeer } from './peers';
import { race } from './race';

const ORT: OfferedPeer = { name: 'ort-webgpu', version: 'ort 1', folders: ['/folders/0'] };
const LITERT: OfferedPeer = { name: 'litert-webgpu', version: 'litert 2', folders: ['/folders/1'] };

function fakePage(failure: Error | null) {
  const calls: string[] = [];
  let clock = 0;
  const call = async (method: string, request: { name?: string } | null) => {
    calls.push(request?.name ? `${method} ${request.name}` : method);
    if (method === 'openPeer') {
      if (request?.name === 'litert-webgpu' && failure) throw failure;
      return { loadMs: 1, difference: 1e-7, settings: 'captured' };
    }
    clock += 10;
    // The answers drift apart only once.
    return { durationMs: clock, difference: calls.length === 4 ? 5e-7 : 0 };
  };
  const page: ModelPage = {
    host: 'Chromium 1',
    offer: () => '',
    offerFolder: () => '',
    withdraw: () => undefined,
    backend: 'webgpu',
    web: null,
    call: call as ModelPage['call'],
  };
  return { page, calls };
}

it('gives all a turn in each round, the first of which warms up', async () => {
  const { page, calls } = fakePage(null);
  const report = await race(page, [ORT], { rounds: 2, inARow: 1 });
  const round = ['ownTurn', 'peerTurn ort-webgpu'];
  expect(calls).toEqual(['openPeer ort-webgpu', ...round, ...round, ...round]);
  expect(report.inferenceMs.median).toBe(40);
  expect(report.peers).toMatchObject([
    { inferenceMs: { median: 50 }, ratio: 0.8, difference: 1e-7, agrees: true },
  ]);
});

it('counts all inferences of a turn but the first where there are several', async () => {
  const { page, calls } = fakePage(null);
  const report = await race(page, [ORT], { rounds: 1, inARow: 3 });
  const [own, peer] = ['ownTurn', 'peerTurn ort-webgpu'];
  const round = [own, own, own, peer, peer, peer];
  expect(calls).toEqual(['openPeer ort-webgpu', ...round, ...round]);
  // Each takes 10 ms longer than the one before: of the second round's three the last two, of ours and of the peer.
  expect(report).toMatchObject({ inARow: 3, inferenceMs: { median: 85 } });
  expect(report.peers).toMatchObject([{ inferenceMs: { median: 115 } }]);
});

it('tells of a peer that does not take the model, and times the others', async () => {
  const thrown = { code: 'Error', message: 'TFLite files only.', stack: '' };
  const { page } = fakePage(new PageError(thrown));
  const report = await race(page, [LITERT, ORT], { rounds: 1, inARow: 1 });
  expect(report.peers).toMatchObject([
    { peer: 'litert-webgpu', failure: 'TFLite files only.', inferenceMs: null },
    { peer: 'ort-webgpu', failure: null, agrees: true },
  ]);
});

it('passes on what is no fault of a peer', async () => {
  const { page } = fakePage(new BrowserError('The browser page crashed.'));
  await expect(race(page, [ORT, LITERT], { rounds: 1, inARow: 1 })).rejects.toThrow('crashed');
});
