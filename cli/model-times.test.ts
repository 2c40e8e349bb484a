// The times of one model in words.
import { expect, it } from 'vitest';
import { describeTimes, type ModelTimes } from './model-times';

const TIMES: ModelTimes = {
  model: 'm',
  adapter: { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' },
  browser: 'Chromium 156.0.1.2',
  macs: 30e6,
  runs: 10,
  inferenceMs: { median: 20, p10: 18.25, p90: 23 },
  layers: [
    {
      ...{ name: 'conv1', op: 'conv2d', kernel: 'conv2d-direct', variant: 'conv2d-direct__k3' },
      ...{ outputShape: [1, 8, 8, 4], parameters: 1, slot: 0, workgroups: [1, 1, 1] },
      ...{ macs: 30e6, durationMs: 12 },
    },
    {
      ...{ name: 'prob', op: 'softmax', kernel: 'softmax', variant: 'softmax__wg1' },
      ...{ outputShape: [1, 4], parameters: 0, slot: 0, workgroups: [1, 1, 1] },
      ...{ macs: 0, durationMs: 4 },
    },
  ],
};

it('lists layers with their shares, then the inference', () => {
  expect(describeTimes(TIMES)).toBe(
    [
      'layer            op       output     MACs     ms    time  GMAC/s  variant',
      'conv1            conv2d   1×8×8×4  30.0 M  12.00  75.0 %    2.50  conv2d-direct__k3',
      'prob             softmax  1×4       0.0 M   4.00  25.0 %          softmax__wg1',
      'all, one by one                            16.00',
      '',
      'model      m',
      'adapter    google swiftshader (software)',
      'browser    Chromium 156.0.1.2',
      'inference  20.0 ms, median of 10; p10 – p90: 18.3 – 23.0 ms',
      'MACs       30.0 M, 1.50 GMAC/s',
    ].join('\n'),
  );
});

it('says so where layers cannot be timed', () => {
  const text = describeTimes({ ...TIMES, layers: null });
  expect(text).toContain('This device has no timestamps: single layers are not timed.');
  expect(text).toContain('20.0 ms, median of 10');
});
