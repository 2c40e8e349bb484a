// Measurements between visits: what of them is found again, and by whom. e2e/tuning.spec.ts has the browser's database.
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  readChecks,
  readChoices,
  readTuning,
  writeChecks,
  writeChoices,
  writeTuning,
} from './tuning-store';

const database = vi.hoisted(() => new Map<string, unknown>());
const shaders = vi.hoisted(() => ({ hash: 'today' }));

vi.mock('idb-keyval', () => ({
  createStore: () => database,
  get: async (key: string, store: Map<string, unknown>) => store.get(key),
  set: async (key: string, value: unknown, store: Map<string, unknown>) => store.set(key, value),
}));
vi.mock('../kernels/shaders.gen', () => ({
  get shadersHash() {
    return shaders.hash;
  },
}));

const ADAPTER = { vendor: 'v', architecture: 'a', description: 'd', kind: 'software' } as const;
const TUNING = { call: { variant: 'x', ms: 1 } };

it('keeps nothing where there is no database, as in Node', async () => {
  await writeTuning(ADAPTER, 'f32', TUNING);
  expect(await readTuning(ADAPTER, 'f32')).toEqual({});
  expect(database.size).toBe(0);
});

describe('with a database', () => {
  afterEach(() => {
    database.clear();
    shaders.hash = 'today';
    vi.unstubAllGlobals();
  });
  /** Writes on ADAPTER, in float32, with today's shaders. */
  const write = async () => {
    vi.stubGlobal('indexedDB', {});
    await writeTuning(ADAPTER, 'f32', TUNING);
  };

  it('finds what was measured, and adds to it', async () => {
    await write();
    expect(await readTuning({ ...ADAPTER }, 'f32')).toEqual(TUNING);
    await writeTuning(ADAPTER, 'f32', { other: { variant: 'y', ms: 2 } });
    expect(await readTuning(ADAPTER, 'f32')).toEqual({ ...TUNING, other: { variant: 'y', ms: 2 } });
  });

  it.each([
    ['vendor', { vendor: 'w' }],
    ['architecture', { architecture: 'b' }],
    ['description', { description: 'e' }],
  ])('finds nothing for an adapter of another %s', async (_, other) => {
    await write();
    expect(await readTuning({ ...ADAPTER, ...other }, 'f32')).toEqual({});
  });

  it('finds nothing for another precision', async () => {
    await write();
    expect(await readTuning(ADAPTER, 'f16')).toEqual({});
    await writeTuning(ADAPTER, 'f16', { half: { variant: 'z', ms: 3 } });
    expect(await readTuning(ADAPTER, 'f32')).toEqual(TUNING);
  });

  it('finds nothing once the shaders are others', async () => {
    await write();
    shaders.hash = 'tomorrow';
    expect(await readTuning(ADAPTER, 'f32')).toEqual({});
  });

  it('takes nothing that is no tuning', async () => {
    await write();
    for (const key of database.keys()) database.set(key, { call: { variant: 7 } });
    expect(await readTuning(ADAPTER, 'f32')).toEqual({});
  });

  it('keeps what was checked apart, for this version of the browser', async () => {
    await write();
    vi.stubGlobal('navigator', { userAgent: 'today' });
    await writeChecks(ADAPTER, 'f32', { right: '', wrong: 'Pipeline wrong computes wrongly.' });
    await writeChecks(ADAPTER, 'f32', { later: '' });
    const found = { right: '', wrong: 'Pipeline wrong computes wrongly.', later: '' };
    expect(await readChecks(ADAPTER, 'f32')).toEqual(found);
    expect(await readTuning(ADAPTER, 'f32')).toEqual(TUNING);
    expect(await readChecks(ADAPTER, 'f16')).toEqual({});
    vi.stubGlobal('navigator', { userAgent: 'tomorrow' });
    expect(await readChecks(ADAPTER, 'f32')).toEqual({});
  });

  it('keeps what computes networks faster apart, for this version of the browser', async () => {
    await write();
    vi.stubGlobal('navigator', { userAgent: 'today' });
    const choices = { network: { backend: 'cpu', medianMs: { webgpu: 2, cpu: 1 } } } as const;
    await writeChoices(ADAPTER, 'f32', choices);
    expect(await readChoices(ADAPTER, 'f32')).toEqual(choices);
    expect(await readChecks(ADAPTER, 'f32')).toEqual({});
    vi.stubGlobal('navigator', { userAgent: 'tomorrow' });
    expect(await readChoices(ADAPTER, 'f32')).toEqual({});
    vi.stubGlobal('navigator', { userAgent: 'today' });
    const damages = [{ backend: 'abacus' }, { backend: 'cpu', medianMs: { webgpu: 2 } }, null];
    for (const damage of damages) {
      for (const key of database.keys()) database.set(key, { network: damage });
      expect(await readChoices(ADAPTER, 'f32')).toEqual({});
    }
  });
});
