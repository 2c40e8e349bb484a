// The command line in Firefox: the same page, the same answers, and what hurrying gains.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

function kindling(...args: string[]) {
  const command = [join(root, 'cli/kindling.js'), ...args, '--runtime', 'firefox', '--json'];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

it('compares every layer', () => {
  const report = kindling('compare', '--model', 'fashion-squeezenet', '--runs', '2');
  expect(report).toMatchObject({ passed: true, runs: 2, adapter: { kind: 'software' } });
});

it('names a picture as Chromium does', () => {
  const { results } = kindling(
    ...['classify', '--model', 'fashion-squeezenet', '--backend', 'webgpu', candle],
  );
  expect(results).toHaveLength(1);
  expect(results[0].top).toHaveLength(5);
  const probabilities = results[0].top.map(
    ({ probability }: { probability: number }) => probability,
  );
  expect(probabilities).toEqual([...probabilities].sort((a, b) => b - a));
});

const candle = join(root, 'weights/samples/candle.png');

it('times inferences with the submits that hurry answers, and without', () => {
  const report = kindling('bench', '--model', 'fashion-squeezenet', '--runs', '3');
  expect(report.host).toMatch(/^Firefox \d+/);
  // Firefox looks every 100 ms, and this network takes a small part of that; on a busy machine it may not, and nothing is hurried.
  if (report.answers === null) return;
  expect(report.answers).toEqual({
    hurriedMs: expect.objectContaining({ median: expect.any(Number) }),
    waitedMs: expect.objectContaining({ median: expect.any(Number) }),
  });
});
