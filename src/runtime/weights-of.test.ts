// What a model has of another one, and where it has nothing: models and backends are made up.
import { describe, expect, it } from 'vitest';
import { TensorError, UnsupportedError } from '../errors';
import type { Executor } from '../gpu/executor';
import { GraphBuilder } from '../graph/builder';
import type { Graph } from '../graph/graph';
import { buildPlan } from '../plan/build-plan';
import { addConv } from '../plan/plan.fixtures';
import { planReport } from '../plan/report';
import { plainTarget } from '../plan/target.fixtures';
import { f32Tensor } from '../tensor/tensor';
import type { Backend, Placed } from './backend';
import type { Host } from './host';
import { type ModelInternals, rememberModel } from './internals';
import { Resident } from './resident';
import { borrowFrom } from './weights-of';

/** Two convolutions of a map of any side, as each reading makes them; `shift` is another file's bias of the second. */
function reading(side: number, shift = 1): Graph {
  const builder = new GraphBuilder('net', 'nhwc');
  builder.input('x', [1, side, side, 8]);
  const bias = builder.constant('shift', f32Tensor([8], new Float32Array(8).fill(shift)));
  const a = addConv(builder, 'a', 'x', 8);
  return builder.build([builder.node('bias-add', 'y', [addConv(builder, 'b', a, 8), bias], {})]);
}

const target = plainTarget('software');

/** A graph on a device that has packed all its constants. */
function placedOn(backend: Backend, graph: Graph): Placed {
  const plan = buildPlan(graph, target);
  const constants = new Map(
    plan.constants.map(({ packing }) => [packing, { buffer: {} as GPUBuffer, holders: 1 }]),
  );
  const executor = { plan, constants } as unknown as Executor;
  return { backend, graph, executor, destroy: () => constants.clear() } as unknown as Placed;
}

const gpu = { kind: 'webgpu' } as Backend;
const host = {} as Host;

/** A loaded model. */
function loaded({ on = gpu, of = host, placed = placedOn(on, reading(4)) } = {}) {
  const parts = { model: { name: 'small' } } as Resident['parts'];
  const resident = new Resident(parts, placed);
  const model = {};
  rememberModel(model, { host: of, resident } as ModelInternals);
  return { model, resident };
}

describe('a model that shares weights', () => {
  it('has the tensors of the other wherever they are the same, and so the packings', async () => {
    const { model, resident } = loaded();
    const own = reading(6, 2);
    const lent = await borrowFrom(host, model, 'f32')(gpu)?.lend(own);
    const constants = lent?.graph.constants;
    const theirs = resident.placed.graph.constants;
    expect([...(constants?.keys() ?? [])]).toEqual(['shift', 'a.w', 'b.w']);
    for (const name of ['a.w', 'b.w']) expect(constants?.get(name)).toBe(theirs.get(name));
    expect(constants?.get('shift')).toBe(own.constants.get('shift'));
  });

  it('uploads what it took of nobody', async () => {
    const { model } = loaded();
    const lent = await borrowFrom(host, model, 'f32')(gpu)?.lend(reading(6, 2));
    if (!lent?.uploads || !lent.lender) throw new Error('Nothing was lent.');
    const { uploads, lender } = lent;
    const plan = buildPlan(lent.graph, target);
    const { uploadBytes } = planReport(plan);
    expect(uploads(plan)).toEqual({ uploadBytes });
    const taken = plan.constants.filter(({ packing }) => lender.constants.get(packing));
    expect(taken.map(({ byteLength }) => byteLength)).toEqual(
      expect.arrayContaining([8 * 8 * 4, 8 * 8 * 4]),
    );
    const saved = new Map(taken.map(({ packing, byteLength }) => [packing, byteLength]));
    const bytes = [...saved.values()].reduce((sum, byteLength) => sum + byteLength, 0);
    expect(uploads(plan)).toEqual({ uploadBytes: uploadBytes - bytes });
  });

  it.each([
    ['of another precision', () => borrowFrom(host, loaded().model, 'f16')(gpu)],
    ['on another backend', () => borrowFrom(host, loaded({ on: { ...gpu } }).model, 'f32')(gpu)],
    [
      'disposed meanwhile',
      () => {
        const { model, resident } = loaded();
        const borrow = borrowFrom(host, model, 'f32');
        resident.dispose(new TensorError('enough'));
        return borrow(gpu);
      },
    ],
    [
      'not on a device that took the place of a lost one',
      () => borrowFrom(host, loaded().model, 'f32')(gpu, new Map()),
    ],
    [
      'refused by such a device',
      () => {
        const { model, resident } = loaded();
        const places = new Map([[resident, { failure: new Error('too large') }]]);
        return borrowFrom(host, model, 'f32')(gpu, places);
      },
    ],
  ])('has nothing of one that is %s', (_, borrowed) => {
    expect(borrowed()).toBeNull();
  });

  it('has the tensors of one on the CPU, and nothing of a GPU', async () => {
    const placed = { backend: gpu, graph: reading(4) } as unknown as Placed;
    const lender = borrowFrom(host, loaded({ placed }).model, 'f32')(gpu);
    const { graph, ...onGpu } = (await lender?.lend(reading(6, 2))) ?? {};
    expect(lender?.placed).toBe(placed);
    expect(graph?.constants.get('a.w')).toBe(placed.graph.constants.get('a.w'));
    expect(onGpu).toEqual({});
  });

  it('shares again on another device, where the other one is there before it', async () => {
    const other = { ...gpu };
    const { model, resident } = loaded();
    const placed = placedOn(other, reading(4));
    const borrow = borrowFrom(host, model, 'f32');
    const lent = await borrow(other, new Map([[resident, placed]]))?.lend(reading(6));
    expect(lent?.graph.constants.get('a.w')).toBe(placed.graph.constants.get('a.w'));
  });
});

describe('weightsOf', () => {
  it('refuses a model that was disposed', () => {
    const { model, resident } = loaded();
    resident.dispose(new TensorError('enough'));
    expect(() => borrowFrom(host, model, 'f32')).toThrow(TensorError);
    expect(() => borrowFrom(host, model, 'f32')).toThrow('Model "small" was disposed, so it has');
  });

  it('refuses a model of another runtime', () => {
    const { model } = loaded({ of: {} as Host });
    expect(() => borrowFrom(host, model, 'f32')).toThrow(TensorError);
    expect(() => borrowFrom(host, model, 'f32')).toThrow('Model "small" is of another runtime');
  });

  it('takes a model that the same runtime has on the CPU', () => {
    const { model } = loaded({ of: { owner: host } as Host });
    expect(borrowFrom(host, model, 'f32')).toBeInstanceOf(Function);
  });

  it('refuses what is no model', () => {
    expect(() => borrowFrom(host, {}, 'f32')).toThrow(UnsupportedError);
  });
});
