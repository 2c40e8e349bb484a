// What MobileNet v1 costs, against the formulas of the paper's section 3 and its table 3.
import { describe, expect, it } from 'vitest';
import { costOfGraph, costOfNodes, type GraphCost } from '../graph/cost';
import { optimizeGraph } from '../rewrites/all-passes';
import { type MobileNetV1Options, mobilenetV1 } from './mobilenet-v1';
import { sharedZeros } from './weights';

function graphOf(options: MobileNetV1Options = {}) {
  return mobilenetV1({ weights: sharedZeros(), ...options }).graph;
}

/** Multiply-adds and weights (without biases) of the layers whose names match. */
function layers(
  options: MobileNetV1Options,
  names: RegExp,
): Pick<GraphCost, 'macs' | 'parameters'> {
  const found = costOfNodes(graphOf(options)).filter(({ node }) => names.test(node));
  const sum = (pick: (cost: GraphCost) => number) => found.reduce((all, one) => all + pick(one), 0);
  return { macs: sum(({ macs }) => macs), parameters: sum(({ parameters }) => parameters) };
}

/** In millions, to as many decimals as table 3 prints. */
function millions({ macs, parameters }: Pick<GraphCost, 'macs' | 'parameters'>): string[] {
  return [(macs / 1e6).toPrecision(3), (parameters / 1e6).toFixed(2)];
}

describe('parameters of the 1.0 MobileNet', () => {
  it('are 3,185,088 weights, 10,944 biases and 1,025,000 of the classifier', () => {
    const counts = [/\/conv$/, /\/bias$/, /^(fc\/product|logits)$/].map(
      (names) => layers({}, names).parameters,
    );
    expect(counts).toEqual([3_185_088, 10_944, 1_025_000]);
    expect(costOfGraph(graphOf()).parameters).toBe(4_221_032);
  });
});

describe('depthwise separation', () => {
  const BLOCKS = Array.from({ length: 13 }, (_, i) => i + 1);

  it.each(BLOCKS)('leaves 1/N + 1/D_K² of the work of block %s', (block) => {
    const full = layers({ separable: false }, new RegExp(`^conv_${block}/conv$`));
    const separable = layers({}, new RegExp(`^conv_[dp]w_${block}/conv$`));
    const outputs = [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024][block - 1];
    expect(separable.macs / full.macs).toBeCloseTo(1 / (outputs ?? 0) + 1 / 9, 12);
  });
});

describe('table 3, a layer of 14×14×512', () => {
  it.each<[string, MobileNetV1Options, RegExp, string[]]>([
    ['convolution', { separable: false }, /^conv_7\/conv$/, ['462', '2.36']],
    ['depthwise separable', {}, /^conv_[dp]w_7\/conv$/, ['52.3', '0.27']],
    ['α = 0.75', { alpha: 0.75 }, /^conv_[dp]w_7\/conv$/, ['29.6', '0.15']],
    ['ρ = 0.714', { alpha: 0.75, rho: 0.714 }, /^conv_[dp]w_7\/conv$/, ['15.1', '0.15']],
  ])('%s', (_, options, names, printed) => {
    expect(millions(layers(options, names))).toEqual(printed);
  });
});

describe('the multipliers', () => {
  it.each([0.75, 0.5, 0.25])('α = %s leaves α² of the 1×1 work and α of the 3×3', (alpha) => {
    const share = (names: RegExp) => layers({ alpha }, names).macs / layers({}, names).macs;
    expect(share(/^conv_pw_\d+\/conv$/)).toBe(alpha ** 2);
    expect(share(/^conv_dw_\d+\/conv$/)).toBe(alpha);
    expect(share(/^(conv1\/conv|fc\/product)$/)).toBe(alpha);
  });

  it.each([192, 160, 128])('%s pixels leave ρ² of the convolutions, and all parameters', (rho) => {
    const share = layers({ rho }, /\/conv$/).macs / layers({}, /\/conv$/).macs;
    expect(share).toBeCloseTo((rho / 224) ** 2, 12);
    expect(costOfGraph(graphOf({ rho })).parameters).toBe(4_221_032);
  });
});

describe('the passes', () => {
  it('leave the same work and parameters', () => {
    const graph = graphOf({ batch: 2 });
    const { macs, parameters, weightBytes } = costOfGraph(graph);
    expect(costOfGraph(optimizeGraph(graph))).toMatchObject({ macs, parameters, weightBytes });
    expect(macs).toBe(2 * 568_740_352);
  });
});
