// Fresh pages in turns: who starts when, and what a peer that fails or differs does to the others.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { BrowserError, PageError } from '../failures';
import type { ModelPage, WebPages } from '../model-page';
import type { PeerStart } from './page-start';
import { measurePageStarts } from './page-starts';

beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => vi.restoreAllMocks());

const START = {
  library: '/kindling.js',
  model: '/blobs/1',
  beside: null,
  name: 'm',
  inputs: [],
  runtime: {},
};
const ORT = peer('ort-webgpu');
const TFJS = peer('tfjs-webgpu');

function peer(name: PeerStart['name']): PeerStart {
  return { name, folders: [], onnx: '/blobs/2', inputShapes: {}, outputs: [] };
}

/** Pages of ours take 100 ms, others 400 and answer something else; `failure` is TensorFlow.js's. */
function fakeWeb(failure: Error) {
  const started: string[] = [];
  const web: WebPages = {
    answerFirst: async (start) => {
      const name = start.peer?.name ?? 'kindling';
      started.push(name);
      if (name === 'tfjs-webgpu') throw failure;
      const isOwn = start.peer === null;
      const [durationMs, coldMs] = isOwn ? [100, 30] : [400, 240];
      return { durationMs, coldMs, answers: [Float32Array.of(isOwn ? 0 : 1)] };
    },
  };
  return { web, started };
}

/** The answers' first number, times `scale`, is how far they are apart. */
function fakePage(scale: number): ModelPage {
  const call = async (_method: string, { answers }: { answers: Float32Array[] }) =>
    scale * (answers[0]?.[0] ?? 0);
  return {
    ...{ host: 'Chromium 1', backend: 'webgpu', web: null },
    ...{ offer: () => '', offerFolder: () => '', withdraw: () => undefined },
    call: call as ModelPage['call'],
  };
}

const REFUSED = new PageError({ code: 'Error', message: 'no file', stack: '' });

it('starts all in turns; a peer that fails starts no more', async () => {
  const { web, started } = fakeWeb(REFUSED);
  const report = await measurePageStarts(fakePage(1e-6), web, START, [TFJS, ORT]);
  const round = ['kindling', 'ort-webgpu'];
  expect(started).toEqual(['kindling', 'tfjs-webgpu', 'ort-webgpu', ...round, ...round]);
  expect(report).toMatchObject({
    repeats: 3,
    runtimes: [
      { runtime: 'kindling', startMs: { median: 100 }, failure: null, difference: 0, ratio: 1 },
      { runtime: 'tfjs-webgpu', startMs: null, coldMs: null, failure: 'no file', ratio: null },
      {
        runtime: 'ort-webgpu',
        startMs: { median: 400 },
        failure: null,
        ratio: 0.25,
        coldRatio: 0.125,
      },
    ],
  });
});

it('gives no ratio to other answers', async () => {
  const { web } = fakeWeb(REFUSED);
  const { runtimes } = await measurePageStarts(fakePage(0.5), web, START, [ORT]);
  expect(runtimes[1]).toMatchObject({ startMs: { median: 400 }, difference: 0.5, ratio: null });
});

it('passes on what is no fault of a peer', async () => {
  const { web } = fakeWeb(new BrowserError('A fresh page broke down.'));
  await expect(measurePageStarts(fakePage(0), web, START, [TFJS])).rejects.toThrow('broke down');
});
