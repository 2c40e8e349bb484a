// A server on this machine for pages whose start is timed: requests that are answered by way of Playwright take longer
// the more bytes they have.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Offers } from './offers';

/** A server that is up. */
export interface LocalServer {
  /** `http://127.0.0.1:PORT`: a secure context. */
  readonly origin: string;
  close(): void;
}

/** Serves what is offered to programs on this machine, on a free port. */
export async function serveOffers(offers: Offers): Promise<LocalServer> {
  const server = createServer(async (request, response) => {
    try {
      const { body, headers } = await offers.answer(new URL(request.url ?? '', ANY).pathname);
      response.writeHead(200, { ...headers, 'content-length': body.byteLength }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Requests name a path; a URL needs an origin. */
const ANY = 'http://127.0.0.1';
