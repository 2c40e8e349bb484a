// What goes through text comes out as it was.
import { afterEach, expect, it, vi } from 'vitest';
import { answerAsText, answerOfText } from './page-text';

afterEach(() => vi.unstubAllGlobals());

const throughText = async (answer: unknown) => {
  vi.stubGlobal('callSession', async () => answer);
  return answerOfText(await answerAsText('[]'));
};

it.each([
  ['plain data', { value: { top: [{ index: 1, label: 'é' }], none: null }, error: null }],
  ['arrays, also those inside others', [new Float32Array([1, -2.5]), new Uint8Array(0)]],
  ['part of a buffer', new Float32Array([1, 2, 3, 4]).subarray(1, 3)],
  ['more bytes than a call takes arguments', new Uint8Array(100_000).fill(255)],
  ['numbers that JSON does not have', [Number.NaN, Number.POSITIVE_INFINITY, 0.1]],
])('carries %s', async (_, answer) => {
  expect(await throughText(answer)).toEqual(answer);
});

it('hands over the request', async () => {
  const call = vi.fn(async () => null);
  vi.stubGlobal('callSession', call);
  await answerAsText(JSON.stringify(['run', { url: '/blobs/1' }]));
  expect(call).toHaveBeenCalledWith(['run', { url: '/blobs/1' }]);
});
