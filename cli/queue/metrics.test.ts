// What Prometheus reads of a worker.

import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { InputFileError, UsageError } from '../failures';
import { WorkerMetrics } from './metrics';
import { serveMetrics } from './metrics-server';
import { WorkerTally } from './observers';

const answer = { address: 'a', sha256: 'aa', model: 'm', top: [] };
const aside = { address: 'b', sha256: null, model: 'm', error: { code: 'image', message: '' } };

/** A port that was free a moment ago, with what listens there. */
async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { server, port: typeof address === 'object' ? address?.port : 0 };
}

it('counts pictures, batches and the time of stages', async () => {
  const metrics = await WorkerMetrics.create();
  metrics.onStage('decode', 20);
  metrics.onBatch('retried', []);
  metrics.onBatch('done', [answer, answer, aside]);
  const { server, port } = await listening();
  await new Promise((resolve) => server.close(resolve));
  const served = await serveMetrics(String(port), metrics.registry);
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const elsewhere = await fetch(`http://127.0.0.1:${port}/`);
  served.close();
  for (const line of [
    'kindling_stage_seconds_sum{stage="decode"} 0.02',
    'kindling_pictures_total{outcome="answered"} 2',
    'kindling_pictures_total{outcome="set-aside"} 1',
    'kindling_batches_total{end="retried"} 1',
    'kindling_batches_total{end="done"} 1',
  ]) {
    expect(text).toContain(line);
  }
  expect(elsewhere.status).toBe(404);
});

it('says so when a port is taken, or is none', async () => {
  const { registry } = await WorkerMetrics.create();
  const { server, port } = await listening();
  await expect(serveMetrics(`127.0.0.1:${port}`, registry)).rejects.toThrow(InputFileError);
  server.close();
  for (const place of ['x', '', '0.0.0.0:', '99999', '1:2:x']) {
    await expect(serveMetrics(place, registry), place).rejects.toThrow(UsageError);
  }
});

it('has a tally for the list of workers', () => {
  const tally = new WorkerTally();
  tally.onBatch('done', [answer, aside]);
  tally.onBatch('retried', []);
  expect(tally).toMatchObject({ answered: 1, setAside: 1, batches: 1, retried: 1 });
  expect(tally.perSecond()).toBeGreaterThan(0);
});
