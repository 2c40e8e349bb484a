// A program on a device that only records: what is made when, and what a run is made of.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Program } from '../plan/program';
import { Installed } from './installed';
import type { CompiledPipeline } from './pipeline-cache';

class FakeBuffer {
  isDestroyed = false;

  constructor(readonly label: string) {}

  getMappedRange(): ArrayBuffer {
    return new ArrayBuffer(256);
  }

  unmap(): void {}

  destroy(): void {
    this.isDestroyed = true;
  }
}

interface BindGroup {
  readonly label: string;
  readonly bound: unknown[];
}

const buffers: FakeBuffer[] = [];
const bindGroups: BindGroup[] = [];

const device = {
  createBuffer: ({ label }: { label: string }) => {
    const buffer = new FakeBuffer(label);
    buffers.push(buffer);
    return buffer;
  },
  createBindGroup: ({ label, entries }: GPUBindGroupDescriptor) => {
    const bound = Array.from(entries, ({ resource }) => resource);
    bindGroups.push({ label: label ?? '', bound });
    return bindGroups.at(-1);
  },
} as unknown as GPUDevice;

const compiled = [{ pipeline: 'pipeline', layout: 'layout' }] as unknown as CompiledPipeline[];

/** From outside to a slot, and from the slot to outside. */
const program: Program = {
  name: 'two steps',
  pipelines: [],
  slots: [{ byteLength: 16 }],
  constants: [{ name: 'w', byteLength: 4, data: new Float32Array(1) }],
  params: new ArrayBuffer(16),
  steps: [
    {
      node: 'in',
      pipeline: 0,
      resources: [
        { kind: 'outside', name: 'from', byteLength: 8 },
        { kind: 'slot', slot: 0 },
        { kind: 'params', offset: 0, byteLength: 16 },
      ],
      workgroups: [2, 1, 1],
    },
    {
      node: 'out',
      pipeline: 0,
      resources: [
        { kind: 'slot', slot: 0 },
        { kind: 'constant', constant: 0 },
        { kind: 'outside', name: 'to' },
      ],
      workgroups: [3, 1, 1],
    },
  ],
};

const to = new FakeBuffer('to') as unknown as GPUBuffer;

function install(): Installed {
  return new Installed(device, program, compiled, { outside: { to } });
}

/** The dispatches of one run, and their bind groups. */
function encode(installed: Installed, from: unknown, first?: number, end?: number) {
  const dispatches: { group: unknown; workgroups: number[] }[] = [];
  let group: unknown;
  const pass = {
    setPipeline: () => undefined,
    setBindGroup: (_: number, set: unknown) => {
      group = set;
    },
    dispatchWorkgroups: (...workgroups: number[]) => dispatches.push({ group, workgroups }),
  } as unknown as GPUComputePassEncoder;
  installed.encode(pass, { from: from as GPUBuffer }, first, end);
  return dispatches;
}

beforeEach(() => {
  buffers.length = 0;
  bindGroups.length = 0;
  vi.stubGlobal('GPUBufferUsage', { STORAGE: 1, COPY_SRC: 2, COPY_DST: 4, UNIFORM: 8 });
});
afterEach(() => vi.unstubAllGlobals());

it('makes all buffers at once, and bind groups that no run changes when it is told to', () => {
  const installed = install();
  expect(buffers.map(({ label }) => label)).toEqual(['two steps/params', 'two steps/slot0', 'w']);
  expect(bindGroups).toEqual([]);
  installed.bind(1, 2);
  installed.bind(1, 2);
  expect(bindGroups.map(({ label }) => label)).toEqual(['out']);
});

it('binds what a run gives, of a buffer the bytes that the program says', () => {
  const from = new FakeBuffer('from');
  const dispatches = encode(install(), from);
  expect(dispatches.map(({ workgroups }) => workgroups[0])).toEqual([2, 3]);
  expect(bindGroups[0]?.bound[0]).toEqual({ buffer: from, size: 8 });
  expect(dispatches[0]?.group).toBe(bindGroups[0]);
});

it('makes nothing in a run with memory that it has bound before', () => {
  const installed = install();
  const [a, b] = [new FakeBuffer('a'), new FakeBuffer('b')];
  for (const from of [a, b, a, b, a]) encode(installed, from);
  expect(bindGroups).toHaveLength(3);
  expect(buffers).toHaveLength(3);
});

it('encodes some of the steps', () => {
  const dispatches = encode(install(), null, 1);
  expect(dispatches.map(({ workgroups }) => workgroups[0])).toEqual([3]);
});

it('refuses a run without the memory that a step needs', () => {
  expect(() => encode(install(), undefined)).toThrow(RangeError);
});

it('frees what is its own, and no more', () => {
  install().destroy();
  expect(buffers.map(({ isDestroyed }) => isDestroyed)).toEqual([true, true, true]);
  expect((to as unknown as FakeBuffer).isDestroyed).toBe(false);
  buffers.length = 0;
  const weights = new FakeBuffer('lent') as unknown as GPUBuffer;
  new Installed(device, program, compiled, { constants: [weights], outside: { to } }).destroy();
  expect(buffers).toHaveLength(2);
  expect((weights as unknown as FakeBuffer).isDestroyed).toBe(false);
});
