// A server on this machine for pages and for processes that compute. What a browser's driver answers itself goes through a pipe
// as text: it takes longer the more bytes there are, and no more than some 78 MB get through.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { oneLine } from './failures';
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
    } catch (error) {
      response.writeHead(404).end(oneLine(error));
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
