// Plans of small graphs: what is bound where, what is shared, and what is refused.
import { describe, expect, it } from 'vitest';
import { UnsupportedError } from '../errors';
import { GraphBuilder } from '../graph/builder';
import { KERNELS } from '../kernels/core-kernels.gen';
import { optimizeGraph } from '../rewrites/all-passes';
import { buildPlan } from './build-plan';
import { runNull } from './null-executor.fixtures';
import { type Plan, storedConstants } from './plan';
import { addConv, chain, joinedBranches } from './plan.fixtures';
import { plainTarget } from './target.fixtures';

function kindsOf(plan: Plan, step: number): string[] {
  return (plan.steps[step]?.resources ?? []).map(({ kind }) => kind);
}

function slotsOf(plan: Plan, step: number): number[] {
  return (plan.steps[step]?.resources ?? []).flatMap((resource) =>
    resource.kind === 'slot' ? [resource.slot] : [],
  );
}

describe('buildPlan', () => {
  it('makes one step of every node, in order', () => {
    const plan = buildPlan(chain(), plainTarget('software'));
    expect(plan.steps.map(({ node, op }) => [node, op])).toEqual([
      ['a', 'conv2d'],
      ['b', 'conv2d'],
      ['c', 'conv2d'],
    ]);
  });

  it('binds inputs, weights, bias, prologue, outputs, params, in this order', () => {
    expect(kindsOf(buildPlan(chain(), plainTarget('software')), 0)).toEqual([
      'slot',
      'constant',
      'constant',
      'constant',
      'slot',
      'params',
    ]);
  });

  it('reads in each step what the step before wrote', () => {
    const plan = buildPlan(chain(), plainTarget('software'));
    expect(slotsOf(plan, 0)[0]).toBe(plan.inputs[0]?.slot);
    expect(slotsOf(plan, 1)[0]).toBe(slotsOf(plan, 0)[1]);
    expect(slotsOf(plan, 2)[0]).toBe(slotsOf(plan, 1)[1]);
    expect(plan.outputs[0]?.slot).toBe(slotsOf(plan, 2)[1]);
  });

  it('stores once what layers without a prologue bind in its place', () => {
    const plan = buildPlan(chain(), plainTarget('software'));
    const prologues = plan.steps.map(({ resources }) => {
      const resource = resources[3];
      return resource?.kind === 'constant' ? plan.constants[resource.constant]?.packing : undefined;
    });
    expect(prologues[0]).toBeDefined();
    expect(new Set(prologues).size).toBe(1);
    // Weights and bias of three layers.
    expect(storedConstants(plan)).toHaveLength(6 + 1);
  });

  it('shares one pipeline among steps that differ in nothing else', () => {
    const plan = buildPlan(chain(), plainTarget('software'));
    expect(plan.pipelines).toHaveLength(1);
    expect(plan.steps.map(({ pipeline }) => pipeline)).toEqual([0, 0, 0]);
  });

  it('gives every step its own params at an offset that WebGPU allows', () => {
    const plan = buildPlan(chain(), plainTarget('software'));
    const params = plan.steps.map(({ resources }) => resources.at(-1));
    expect(params).toMatchObject([0, 256, 512].map((offset) => ({ kind: 'params', offset })));
    expect(plan.params.byteLength).toBeGreaterThanOrEqual(512 + 32);
    // The first field of Params is the span of x: 16 pixels, in all three.
    for (const offset of [0, 256, 512]) {
      expect(new DataView(plan.params).getUint32(offset, true)).toBe(16);
    }
  });

  it('tells where the views of a joined buffer lie', () => {
    const plan = buildPlan(optimizeGraph(joinedBranches()), plainTarget('software'));
    expect(plan.steps.map(({ node }) => node)).toEqual(['a', 'b', 'mean']);
    expect(slotsOf(plan, 0)[1]).toBe(slotsOf(plan, 1)[1]);
    // Params: span of x, then span of y: pixels, words, first, end.
    const y = (step: number) => [...new Uint32Array(plan.params, 256 * step + 16, 4)];
    expect(y(0)).toEqual([16, 2, 0, 3]);
    expect(y(1)).toEqual([16, 2, 3, 8]);
  });

  it('takes the kernels that it is told to take', () => {
    const direct = KERNELS.find(({ shader }) => shader.stem === 'conv2d-direct');
    const variant = direct?.variants[1];
    if (!direct || !variant) throw new Error('There is no conv2d-direct.');
    const plan = buildPlan(chain(), plainTarget('software'), () => ({ kernel: direct, variant }));
    expect(plan.pipelines.map(({ shader }) => shader)).toEqual(['conv2d-direct']);
  });

  it('never binds one slot twice in a step, on a DenseNet-like graph', () => {
    const builder = new GraphBuilder('dense', 'nhwc');
    let features = builder.input('x', [1, 4, 4, 3]);
    for (const layer of [1, 2, 3]) {
      const grown = addConv(builder, `conv${layer}`, features, 2);
      features = builder.node('concat', `dense${layer}`, [features, grown], {});
    }
    const plan = buildPlan(optimizeGraph(builder.build([features])), plainTarget('hardware'));
    for (const [step, { node }] of plan.steps.entries()) {
      expect(new Set(slotsOf(plan, step)).size, node).toBe(slotsOf(plan, step).length);
    }
    expect(runNull(plan).dispatches).toHaveLength(plan.steps.length);
  });
});

describe('what no kernel computes', () => {
  it('is refused with the name and op of every such node', () => {
    const builder = new GraphBuilder('computed', 'nhwc');
    builder.input('x', [1, 4, 4, 8]);
    const b = builder.input('b', [8]);
    // Biases that are computed are no weights.
    builder.node('bias-add', 'first', ['x', b], {});
    addConv(builder, 'fine', 'first', 8);
    builder.node('bias-add', 'second', ['fine', b], {});
    const graph = builder.build(['second']);
    expect(() => buildPlan(graph, plainTarget('software'))).toThrow(UnsupportedError);
    expect(() => buildPlan(graph, plainTarget('software'))).toThrow(
      'No kernel computes 2 of the 3 nodes of "computed": "first" (bias-add), "second" (bias-add).',
    );
  });

  it('is refused where a concat went through no pass', () => {
    expect(() => buildPlan(joinedBranches(), plainTarget('software'))).toThrow(UnsupportedError);
    expect(() => buildPlan(joinedBranches(), plainTarget('software'))).toThrow(
      /"joined" \(concat\)/,
    );
  });
});

describe('limits of WebGPU', () => {
  it.each(['bias-add', 'activation', 'copy'] as const)(
    'a standalone %s of 300×300 pixels keeps to 65,535 workgroups along an axis',
    (op) => {
      const builder = new GraphBuilder('large', 'nhwc');
      const inputs = [builder.input('x', [1, 300, 300, 4])];
      if (op === 'bias-add')
        inputs.push(builder.constant('b', { dtype: 'f32', shape: [4], data: new Float32Array(4) }));
      builder.node(op, 'y', inputs, { activation: 'relu' } as never);
      const [step] = buildPlan(builder.build(['y']), plainTarget('software')).steps;
      expect(Math.max(...(step?.workgroups ?? []))).toBeLessThanOrEqual(65_535);
    },
  );
});
