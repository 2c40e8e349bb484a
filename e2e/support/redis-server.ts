// A Redis of a test's own, with its append-only file on: Debian's package stands in for Valkey, which is made of the same code.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Far more than it needs to start. */
const START_MS = 30_000;

/** Why tests of queues cannot run; null where they can. @throws Error where that is in CI */
export function missingRedis(): string | null {
  try {
    execFileSync('redis-server', ['--version']);
    return null;
  } catch {
    if (process.env.CI) throw new Error('CI needs redis-server (npm run setup installs it).');
    return 'needs redis-server';
  }
}

/** A server that can be ended and started again with what it had. */
export class RedisServer {
  readonly port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'kindling-redis-'));
  #server: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
  }

  static async start(): Promise<RedisServer> {
    const redis = new RedisServer(await freePort());
    await redis.start();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Resolves once it answers. */
  async start(): Promise<void> {
    const settings = ['--port', this.port, '--dir', this.#folder, '--appendonly', 'yes'];
    this.#server = spawn('redis-server', [...settings.map(String), '--save', ''], {
      stdio: 'ignore',
    });
    const start = performance.now();
    while (!(await answers(this.port))) {
      if (performance.now() - start > START_MS) throw new Error('redis-server does not start.');
      await wait(50);
    }
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
  }
}

/** A port that nothing listens at. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Whether it answers PING: while it reads its file, it does not. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => resolve(data.toString().startsWith('+PONG')));
    socket.once('data', () => socket.destroy());
    socket.once('error', () => resolve(false));
  });
}
