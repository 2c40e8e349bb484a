// Differences from the prediction are shared out without a rest, and the right group is blamed.
import { describe, expect, it } from 'vitest';
import { blameFor, OUTSIDE, pointwiseNsPerMac, sharesOf, slowestLayers } from './blame';
import { measuredNetwork, timedFixture } from './sweep.fixtures';
import { timedNetwork } from './timed-network';

const BASE = timedFixture(1, 224);

describe('sharesOf', () => {
  it('gives shares of multiply-adds and of time', () => {
    const { layers } = timedFixture(1, 224, { ns: { depthwise: 3 }, restMs: 20 });
    expect(sharesOf(layers ?? [])).toEqual([
      {
        group: 'first convolution',
        macs: 10e6,
        durationMs: 10,
        shareOfMacs: 0.01,
        shareOfTime: 10 / 1060,
      },
      { group: 'depthwise', macs: 20e6, durationMs: 60, shareOfMacs: 0.02, shareOfTime: 60 / 1060 },
      {
        group: 'pointwise',
        macs: 960e6,
        durationMs: 960,
        shareOfMacs: 0.96,
        shareOfTime: 960 / 1060,
      },
      { group: 'rest', macs: 10e6, durationMs: 30, shareOfMacs: 0.01, shareOfTime: 30 / 1060 },
    ]);
  });
});

describe('blameFor', () => {
  it('finds nothing where all layers keep to the prediction', () => {
    // The same network again: half of a network is not half of every layer.
    const blame = blameFor(timedFixture(1, 224), BASE);
    expect(blame?.excessMs).toBe(0);
    expect(blame?.groups.map(({ excessMs }) => excessMs)).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    ['first convolution', { ns: { 'first convolution': 4 } }, 'conv1', 30],
    ['depthwise', { ns: { depthwise: 3 } }, 'dw', 40],
    ['pointwise', { ns: { pointwise: 1.5 } }, 'pw', 480],
    ['rest', { restMs: 7 }, 'prob', 7],
    [OUTSIDE, { outsideMs: 5 }, undefined, 5],
  ] as const)('blames %s where that is slow', (group, pace, layer, excessMs) => {
    const blame = blameFor(timedFixture(1, 224, pace), BASE);
    expect(blame?.most.group).toBe(group);
    expect(blame?.most.excessMs).toBeCloseTo(excessMs, 9);
    expect(blame?.excessMs).toBeCloseTo(excessMs, 9);
    expect(blame?.layer?.name).toBe(layer);
  });

  it('shares out the whole difference, and its two factors multiply to the group', () => {
    const network = timedFixture(0.25, 128, {
      ns: { depthwise: 2, pointwise: 1.2 },
      restMs: 4,
      outsideMs: 1,
    });
    const blame = blameFor(network, BASE);
    const scale = network.macs / BASE.macs;
    const sum = blame?.groups.reduce((total, { excessMs }) => total + excessMs, 0);
    expect(sum).toBeCloseTo(network.inferenceMs.median - 1000 * scale, 9);
    const depthwise = blame?.groups[1];
    // A quarter of the channels are a quarter of the depthwise work, not the share of all work.
    expect(depthwise?.timesMacs).toBeCloseTo((0.25 * (128 / 224) ** 2) / scale, 9);
    expect(depthwise?.timesPerMac).toBeCloseTo(2, 9);
    expect(blame?.groups[3]).toMatchObject({ timesMacs: null, timesPerMac: null });
  });

  it('blames what is faster where the whole is faster', () => {
    const blame = blameFor(timedFixture(1, 224, { ns: { depthwise: 2, pointwise: 0.5 } }), BASE);
    expect(blame?.excessMs).toBeCloseTo(-460, 9);
    expect(blame?.most).toMatchObject({ group: 'pointwise', timesPerMac: 0.5 });
    expect(blame?.layer).toEqual({ name: 'pw', excessMs: -480 });
  });

  it('needs timed layers', () => {
    const untimed = timedNetwork({ ...measuredNetwork(0.5, 224), layers: null });
    expect(blameFor(untimed, BASE)).toBeNull();
    expect(blameFor(BASE, untimed)).toBeNull();
  });
});

describe('slowestLayers', () => {
  it('measures every layer by one pace', () => {
    const { layers } = timedFixture(1, 224, { ns: { depthwise: 3, pointwise: 1.05 }, restMs: 7 });
    const slowest = slowestLayers(layers ?? [], 1, 3);
    expect(slowest.map(({ name }) => name)).toEqual(['pw', 'dw', 'prob']);
    expect(slowest.map(({ excessMs }) => Math.round(excessMs))).toEqual([48, 40, 7]);
  });
});

describe('pointwiseNsPerMac', () => {
  it('is the pace of the pointwise layers alone', () => {
    expect(pointwiseNsPerMac(timedFixture(1, 224, { ns: { depthwise: 9, pointwise: 2 } }))).toBe(2);
  });

  it('is unknown without timed layers', () => {
    expect(
      pointwiseNsPerMac(timedNetwork({ ...measuredNetwork(1, 224), layers: null })),
    ).toBeNull();
  });
});
