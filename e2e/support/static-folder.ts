// A static host of one folder, with the headers that a test asks for.
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
};

/** A running host; `url` ends with a slash. */
export interface StaticFolder extends AsyncDisposable {
  readonly url: string;
}

/** Serves a folder on a free port of this machine until it is disposed, with `pages` besides: texts by their paths in it. */
export async function serveFolder(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
  pages: Readonly<Record<string, string>> = {},
): Promise<StaticFolder> {
  const server = createServer(async ({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://localhost');
    if (pathname === '/favicon.ico') return void response.writeHead(204).end(); // browsers ask; a page need not have one
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    try {
      const body =
        pages[path] ?? (await readFile(join(folder, normalize(decodeURIComponent(path)))));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(200, { ...headers, 'content-type': type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: () => close(server),
  };
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections(); // a browser keeps some open
  await new Promise((resolve) => server.close(resolve));
}
