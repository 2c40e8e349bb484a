// docs/guides/compose.yaml is what compose takes: its services and what they name fit together, and its commands are ours.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readArguments } from '../cli/arguments';
import { collectCommand } from '../cli/commands/collect';
import { workCommand } from '../cli/commands/work';

/** A service as far as it is looked at. */
interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  readonly volumes: readonly string[];
  readonly restart: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly deploy?: { readonly replicas: number };
}

/** What the Compose specification has at these places, of what is used here. */
const TOP = ['name', 'services', 'volumes'];
const OF_SERVICE = [
  ...['command', 'depends_on', 'deploy', 'environment', 'healthcheck', 'image', 'ports'],
  ...['restart', 'stop_grace_period', 'volumes'],
];

const path = join(import.meta.dirname, '../docs/guides/compose.yaml');
const file = parse(readFileSync(path, 'utf8'), { merge: true, strict: true, uniqueKeys: true });
const services: Record<string, Service> = file.services;
const { valkey, worker, collector } = services;

describe('compose.yaml', () => {
  it('has nothing that the specification has not', () => {
    // Keys that begin with x- are for the file itself.
    expect(Object.keys(file).filter((key) => !key.startsWith('x-'))).toEqual(TOP);
    for (const service of Object.values(services)) {
      expect(OF_SERVICE).toEqual(expect.arrayContaining(Object.keys(service)));
      expect(service.image).toMatch(/^[a-z/]+:[\w.-]+$/);
      expect(service.restart).toBe('unless-stopped');
      for (const word of service.command) expect(word).toBeTypeOf('string');
    }
  });

  it('mounts volumes that there are, or folders', () => {
    const sources = Object.values(services).flatMap(({ volumes }) =>
      volumes.map((volume) => /^(\$\{.*?\}|[^:]+):(\/[a-z]+)(:ro)?$/.exec(volume)?.[1]),
    );
    const named = sources.filter((source) => source && /^[a-z]/.test(source));
    expect(sources).not.toContain(undefined);
    expect(named).toEqual(Object.keys(file.volumes));
  });

  it('starts who depends on another one after that one answers', () => {
    for (const { depends_on = {} } of [worker, collector].flatMap((each) => each ?? [])) {
      expect(depends_on).toEqual({ valkey: { condition: 'service_healthy' } });
    }
    expect(valkey?.healthcheck?.test[0]).toBe('CMD');
    for (const { environment = {} } of [worker, collector].flatMap((each) => each ?? [])) {
      expect(new URL(environment.KINDLING_REDIS_URL ?? '').hostname).toBe('valkey');
    }
  });

  it('keeps the queue on disk, and forgets nothing for want of memory', () => {
    const command = valkey?.command.join(' ');
    expect(command).toContain('--appendonly yes');
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(valkey?.volumes).toEqual(['queue:/data']);
  });

  it('has two workers and one collector, with options that they take', () => {
    for (const [service, command] of [
      [worker, workCommand],
      [collector, collectCommand],
    ] as const) {
      const { definition, rules } = command;
      const [node, program, name, ...rest] = service?.command ?? [];
      expect([node, program, name]).toEqual([
        ...['node', '/kindling/cli/kindling.js', definition.meta.name],
      ]);
      expect(() => readArguments(rest, definition.args, rules)).not.toThrow();
    }
    expect(worker?.deploy?.replicas).toBe(2);
    expect(collector?.deploy).toBeUndefined();
  });
});
