// The report of `compare`: layers, verdict, and the line that names what is wrong.
import { describe, expect, it } from 'vitest';
import type { LayerComparison, ModelComparison } from '../src/tools/index';
import { describeComparison, describeFailure } from './comparison-report';

const layer: LayerComparison = {
  name: 'conv1',
  op: 'conv2d',
  kernel: 'conv2d-direct',
  variant: 'conv2d-direct__f32_nhwc4',
  outputShape: [1, 4, 4, 8],
  maxAbsError: 2.5e-7,
  maxUlpError: 1.25,
  worst: { index: 7, got: 0.5, want: 0.5 + 2.5e-7, error: 2.5e-7, bound: 1e-6 },
  isWithin: true,
};
const exact: LayerComparison = {
  ...layer,
  name: 'pool1',
  op: 'max-pool2d',
  variant: 'max-pool2d__f32_nhwc4',
  maxAbsError: 0,
  maxUlpError: 0,
  worst: { index: 0, got: 1, want: 1, error: 0, bound: 0 },
};
const comparison: ModelComparison = {
  model: 'm',
  adapter: 'software',
  precision: 'f32',
  runs: 3,
  seed: 7,
  layers: [layer, exact],
  firstOverBound: null,
  outputs: [{ name: 'prob', shape: [1, 10], largest: 0.5, maxAbsError: 1e-8, maxUlpError: 0.168 }],
  runDifferences: [],
  planDifferences: [],
  passed: true,
};
const wrong: LayerComparison = {
  ...exact,
  worst: { index: 5, got: 2, want: 1, error: 1, bound: 0 },
  maxAbsError: 1,
  maxUlpError: 2 ** 23,
  isWithin: false,
};

describe('describeComparison', () => {
  it('tells errors in absolute size, in ULP, and as a share of the bound', () => {
    const text = describeComparison(comparison);
    expect(text).toMatch(
      /conv1 +conv2d +1×4×4×8 +2\.50e-7 +1\.25 +25\.0 % +conv2d-direct__f32_nhwc4\n/,
    );
    expect(text).toMatch(/pool1 +max-pool2d +1×4×4×8 +0 +0 +max-pool2d__f32_nhwc4\n/);
    expect(text).toMatch(/prob +1×10 +abs error 1\.00e-8 +0\.168 ULP of the largest, 0\.5000\n/);
  });

  it('says that all is well', () => {
    expect(describeComparison(comparison)).toMatch(
      /\n2 layers, 3 runs on numbers of seed 7: every layer is within its bound\. Every run gave the same\.$/,
    );
    expect(describeFailure(comparison)).toBeNull();
  });

  it('marks the layers that are over their bounds and names the first', () => {
    const failed = { ...comparison, layers: [layer, wrong], firstOverBound: 'pool1' };
    expect(describeComparison(failed)).toMatch(/pool1 .+Infinity % +OVER +max-pool2d/);
    expect(describeFailure(failed)).toBe(
      'The first layer over its bound is "pool1" (max-pool2d__f32_nhwc4): got 2, want 1 ± 0 at index 5.',
    );
  });

  it('tells layers that change from run to run', () => {
    const changing = [2, 3].map((run) => ({ run, name: 'conv1', maxAbsDifference: 0.25 }));
    expect(describeComparison({ ...comparison, runDifferences: changing })).toMatch(
      /Runs differ: "conv1" by 0\.25 in run 2 and 1 more\.$/,
    );
  });

  it("names an output that the model's own plan gets wrong", () => {
    const planDifferences = [{ run: 2, name: 'prob', maxAbsDifference: 0.5 }];
    expect(describeFailure({ ...comparison, planDifferences, passed: false })).toBe(
      'Output "prob" of the model\'s own plan differs in run 2 by 0.5 from that of its layers.',
    );
  });
});
