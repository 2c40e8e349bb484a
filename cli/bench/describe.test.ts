// The report of one model in words.

import { expect, it } from 'vitest';
import { timingOf } from '../../src/util/statistics';
import { describeBench } from './describe';
import { type BenchReport, failedPeer, measuredLayers, peerReport } from './report';

const PEAKS = { flopsPerSecond: 20e9, bytesPerSecond: 2e9 };
const OWN = timingOf([20, 20, 20]);

const REPORT: BenchReport = {
  model: 'm',
  adapter: { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' },
  host: 'Chromium 156.0.1.2',
  backend: 'webgpu',
  macs: 30e6,
  peaks: { gflops: 20, gigabytesPerSecond: 2 },
  runs: 10,
  inferenceMs: { median: 20, p10: 18.25, p90: 23 },
  answers: null,
  stages: {
    inputMs: { median: 1, p10: 0.9, p90: 1.2 },
    encodeMs: { median: 0.25, p10: 0.2, p90: 0.3 },
    submitMs: { median: 0.125, p10: 0.1, p90: 0.2 },
    waitMs: { median: 19, p10: 18, p90: 22 },
    readMs: { median: 0.5, p10: 0.4, p90: 0.6 },
  },
  effective: { gflops: 3, shareOfFlops: 0.15 },
  layers: measuredLayers(
    [
      {
        ...{ name: 'conv1', op: 'conv2d', kernel: 'conv2d-direct', variant: 'conv2d-direct__k3' },
        ...{
          inputs: ['x'],
          outputShape: [1, 8, 8, 4],
          parameters: 1,
          slot: 0,
          workgroups: [1, 1, 1],
        },
        ...{ macs: 30e6, bytesMoved: 6e6, durationMs: 12 },
      },
      {
        ...{ name: 'prob', op: 'softmax', kernel: 'softmax', variant: 'softmax__wg1' },
        ...{
          inputs: ['conv1'],
          outputShape: [1, 4],
          parameters: 0,
          slot: 0,
          workgroups: [1, 1, 1],
        },
        ...{ macs: 0, bytesMoved: 2e6, durationMs: 4 },
      },
    ],
    PEAKS,
  ),
  coldStartMs: { median: 300, p10: 280, p90: 320, longestTaskMs: 84.25, repeats: 5 },
  pageStarts: {
    repeats: 3,
    runtimes: [
      {
        ...{ runtime: 'kindling', startMs: { median: 500, p10: 480, p90: 600 }, failure: null },
        ...{ coldMs: { median: 250, p10: 240, p90: 300 }, coldRatio: 1, difference: 0, ratio: 1 },
      },
    ],
  },
  pipelines: 8,
  held: { slots: 2 ** 20, weights: 2 ** 21, params: 512, total: 2 ** 20 + 2 ** 21 + 512 },
  throughput: [
    { inFlight: 1, imagesPerSecond: 50 },
    { inFlight: 4, imagesPerSecond: 123.4 },
  ],
  tuned: false,
  precision: 'f32',
  race: null,
  variants: null,
};

it('lists layers with rates and shares of the peaks, then what sums them up', () => {
  expect(describeBench(REPORT)).toBe(
    [
      'layer            op       output     MACs     ms    time  GFLOP/s    peak   GB/s    peak  variant',
      'conv1            conv2d   1×8×8×4  30.0 M  12.00  75.0 %     5.00  25.0 %  0.500  25.0 %  conv2d-direct__k3',
      'prob             softmax  1×4       0.0 M   4.00  25.0 %                   0.500  25.0 %  softmax__wg1',
      'all, one by one                            16.00',
      '',
      'model            m',
      'adapter          google swiftshader (software)',
      'runs in          Chromium 156.0.1.2',
      'peak arithmetic  20.0 GFLOP/s, fused multiply-adds',
      'peak traffic     2.00 GB/s, read and written',
      'inference        20.0 ms, p10 – p90: 18.3 – 23.0 ms; of 10',
      'array to array   input 1.00, encode 0.25, submit 0.13, wait 19.00, read 0.50 ms; medians',
      'MACs             30.0 M, 3.00 GFLOP/s, 15.0 % of the peak',
      'cold start       300.0 ms, p10 – p90: 280.0 – 320.0 ms; of 5, kernels by rules',
      'page blocked     for 84.3 ms at most in a cold start',
      'page start       500.0 ms, p10 – p90: 480.0 – 600.0 ms to the first answer; of 3',
      'precision        f32',
      'kernels          chosen by rules',
      'pipelines        8',
      'on the GPU       3.0 MiB: slots 1.0 MiB, weights 2.0 MiB, params 512 B',
      '1 in flight      50.0 images/s',
      '4 in flight      123 images/s',
    ].join('\n'),
  );
});

it('says so where kernels were measured, which they are not for cold starts', () => {
  const text = describeBench({ ...REPORT, tuned: true });
  expect(text).toContain('\nkernels          chosen by measurement (--tune)\n');
  expect(text).toContain('of 5, kernels by rules\n');
});

it('says so where no task of a cold start was long', () => {
  const coldStartMs = { ...REPORT.coldStartMs, longestTaskMs: 0 };
  expect(describeBench({ ...REPORT, coldStartMs })).toContain(
    '\npage blocked     never for 50 ms in a cold start\n',
  );
});

it('says so where nothing but whole inferences can be timed', () => {
  const effective = { gflops: 3, shareOfFlops: null };
  const text = describeBench({ ...REPORT, layers: null, peaks: null, effective });
  expect(text).toContain('This device has no timestamps: peaks and single layers are not timed.');
  expect(text).toContain('MACs            30.0 M, 3.00 GFLOP/s\n');
  expect(text).not.toContain('peak arithmetic');
});

it('says nothing of pages where there are none', () => {
  const coldStartMs = { ...REPORT.coldStartMs, longestTaskMs: null };
  const text = describeBench({ ...REPORT, coldStartMs, pageStarts: null });
  expect(text).not.toMatch(/page (blocked|start)/);
});

it('sets fresh pages of peers beside ours', () => {
  const startMs = { median: 2000, p10: 1900, p90: 2100 };
  const coldMs = { median: 900, p10: 900, p90: 900 };
  const race = { rounds: 1, inARow: 1, inferenceMs: OWN, peers: [] };
  const runtimes = [
    ...(REPORT.pageStarts?.runtimes ?? []),
    {
      ...({ runtime: 'ort-webgpu', startMs, coldMs, failure: null } as const),
      ...{ difference: 1e-6, ratio: 0.25, coldRatio: 0.125 },
    },
    {
      ...({ runtime: 'ort-wasm', startMs, coldMs, failure: null } as const),
      ...{ difference: 1, ratio: null, coldRatio: null },
    },
    {
      ...({ runtime: 'tfjs-webgpu', startMs: null, coldMs: null, failure: 'no file.' } as const),
      ...{ difference: null, ratio: null, coldRatio: null },
    },
  ];
  const text = describeBench({ ...REPORT, race, pageStarts: { repeats: 3, runtimes } });
  expect(text.split('\n\n')[3]?.split('\n')).toEqual([
    'in 3 fresh pages  navigation to first answer                ours is                   all in memory to first answer          ours is',
    'kindling          500.0 ms, p10 – p90: 480.0 – 600.0 ms                               250.0 ms, p10 – p90: 240.0 – 300.0 ms',
    'ort-webgpu        2000.0 ms, p10 – p90: 1900.0 – 2100.0 ms  4.00× as fast             900.0 ms, p10 – p90: 900.0 – 900.0 ms  8.00× as fast',
    'ort-wasm          2000.0 ms, p10 – p90: 1900.0 – 2100.0 ms  void: the answers differ  900.0 ms, p10 – p90: 900.0 – 900.0 ms  void: the answers differ',
    'tfjs-webgpu                                                 none: no file.',
  ]);
});

it('sets peers beside ours; a time with another answer is void', () => {
  const runs = {
    ...{ version: 'p 1', settings: 's', loadMs: 1, durationsMs: [200] },
  };
  const race = {
    ...{ rounds: 3, inARow: 1 },
    inferenceMs: OWN,
    peers: [
      peerReport({ ...runs, peer: 'ort-webgpu', differences: [1e-6] }, OWN),
      peerReport({ ...runs, peer: 'tfjs-webgpu', differences: [0.5] }, OWN),
      failedPeer('litert-webgpu', 'l 2', 'it runs TFLite files only.'),
    ],
  };
  expect(
    describeBench({ ...REPORT, race })
      .split('\n\n')[2]
      ?.split('\n'),
  ).toEqual([
    'in 3 turns   inference, input to outputs in memory  ours is',
    'kindling     20.0 ms, p10 – p90: 20.0 – 20.0 ms',
    'ort-webgpu   200.0 ms, p10 – p90: 200.0 – 200.0 ms  10.0× as fast',
    'tfjs-webgpu  200.0 ms, p10 – p90: 200.0 – 200.0 ms  void: the answers differ',
    'ort-webgpu: p 1, s; differs by 1.0e-6 of the largest value',
    'tfjs-webgpu: p 1, s; differs by 5.0e-1 of the largest value',
    'litert-webgpu: l 2, did not run: it runs TFLite files only.',
  ]);
});
