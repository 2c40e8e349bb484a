// A small server that Prometheus reads metrics from.
import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import { InputFileError, oneLine, UsageError } from '../failures';

/** The `--metrics` option. */
export const METRICS_OPTION = {
  type: 'string',
  description:
    'Serve metrics for Prometheus at http://HOST:PORT/metrics; without a host to this machine only',
  valueHint: '[host:]port',
} as const;

/** Where metrics are served. */
export interface MetricsServer {
  readonly close: () => void;
}

/** Serves a registry. @throws UsageError for what is no port; InputFileError where it is taken */
export async function serveMetrics(place: string, registry: Registry): Promise<MetricsServer> {
  const { host, port } = readPlace(place);
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => response.writeHead(503).end(oneLine(error)),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      reject(
        new InputFileError(`Metrics cannot be served at ${place}: ${oneLine(cause)}.`, { cause }),
      );
    });
    server.listen(port, host, resolve);
  });
  return { close: () => server.close().closeAllConnections() };
}

/** @throws UsageError */
function readPlace(place: string): { host: string; port: number } {
  const [, host = '127.0.0.1', digits = ''] = /^(?:(.+):)?(\d{1,5})$/.exec(place) ?? [];
  const port = Number(digits);
  if (digits !== '' && port <= 65_535) return { host: host.replace(/^\[(.*)\]$/, '$1'), port };
  throw new UsageError(`--metrics is a port, or host:port as 0.0.0.0:9464; got "${place}".`);
}
