// Plans for people: JSON without bulk, and the report of `inspect`.
import { describe, expect, it } from 'vitest';
import { optimizeGraph } from '../rewrites/all-passes';
import { buildPlan } from './build-plan';
import { chain, joinedBranches } from './plan.fixtures';
import { planToJson } from './print';
import { planReport, reportModel } from './report';
import { plainTarget } from './target.fixtures';

const file = { name: 'small.net', byteLength: 1234 };

describe('planToJson', () => {
  const plan = buildPlan(chain(), plainTarget('software'));
  const json = planToJson(plan);

  it('survives JSON unchanged', () => {
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
  });

  it('has no weights, shader text or Params bytes, but their names and sizes', () => {
    const text = JSON.stringify(json);
    expect(text).not.toContain('@compute');
    expect(text).not.toMatch(/"data"|"code"/);
    expect(json).toMatchObject({
      paramsByteLength: plan.params.byteLength,
      constants: plan.constants.map(({ name, byteLength }) => ({ name, byteLength })),
    });
  });

  it('has all else', () => {
    expect(json).toMatchObject({
      name: 'chain',
      adapter: 'software',
      steps: plan.steps,
      slots: plan.slots,
      pipelines: [{ id: plan.pipelines[0]?.id, overrides: plan.pipelines[0]?.overrides }],
    });
  });
});

describe('reportModel', () => {
  const source = joinedBranches();
  const graph = optimizeGraph(source);
  const plan = buildPlan(graph, plainTarget('hardware'));
  const report = reportModel(graph, planReport(plan), { ...file, graph: source });

  it('adds up parameters and multiply-adds of all layers', () => {
    // 1×1 convolutions of 16 pixels, 8 channels to 3 and 5.
    expect(report.layers.map(({ macs }) => macs)).toEqual([16 * 8 * 3, 16 * 8 * 5, 0]);
    expect(report.macs).toBe(16 * 8 * 8);
    expect(report.parameters).toBe(8 * 8);
  });

  it('tells what is on the disk and on the GPU', () => {
    expect(report).toMatchObject({
      model: 'small.net',
      adapter: 'hardware',
      bytesOnDisk: 1234,
      dispatches: 3,
      pipelines: plan.pipelines.length,
      slots: plan.slots,
    });
    expect(report.activationBytes).toBe(plan.slots.reduce((sum, slot) => sum + slot.byteLength, 0));
    // Weights and biases for the rows that a workgroup of 8 tiles of one word reads; one word that both bind in place of a
    // prologue.
    expect(report.weightBytes).toBe((8 + 8) * (2 * 64 + 16) + 16);
    expect(report.uploadBytes).toBe(report.weightBytes + plan.params.byteLength);
  });

  it('sets beside it a dispatch for every node and a buffer for every value', () => {
    // Two convolutions, a concat and a mean; 16 pixels of x, a, b and joined in 2 + 1 + 2 + 2 words, the mean in 2.
    expect(report.naive).toEqual({ dispatches: 4, activationBytes: (16 * 7 + 2) * 16 });
    expect(report.naive.activationBytes).toBeGreaterThan(report.activationBytes);
  });

  it('tells what every layer reads, through concatenations too', () => {
    expect(report.layers.map(({ inputs }) => inputs)).toEqual([['x'], ['x'], ['a', 'b']]);
  });

  it('tells kernel, variant, shape and slot of every layer', () => {
    const [a, b, mean] = report.layers;
    expect(a).toMatchObject({ name: 'a', op: 'conv2d', kernel: 'conv2d-pointwise' });
    expect(a?.variant).toMatch(/^conv2d-pointwise__f32_nhwc4_/);
    expect(b).toMatchObject({ outputShape: [1, 4, 4, 5], slot: a?.slot });
    expect(mean).toMatchObject({ outputShape: [1, 8], kernel: 'global-average-pool' });
    expect(mean?.slot).toBe(plan.outputs[0]?.slot);
  });
});
