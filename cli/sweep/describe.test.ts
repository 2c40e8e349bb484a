// What a reader of a sweep is told.
import { expect, it } from 'vitest';
import { analyseSweep } from './analyse';
import { describeSweep } from './describe';
import type { MeasuredNetwork, SweepGrid } from './measure';
import { measuredNetwork } from './sweep.fixtures';

const GRID: SweepGrid = { alphas: [1, 0.25], rhos: [224, 128] };
const WHERE = {
  adapter: { vendor: 'google', architecture: 'swiftshader', description: '', kind: 'software' },
  host: 'Chromium 156.0.1.2',
} as const;

function describeFor(networks: readonly MeasuredNetwork[]): string {
  return describeSweep(WHERE, analyseSweep(networks, GRID), 3);
}

function networks(restMs: number): MeasuredNetwork[] {
  const points = GRID.alphas.flatMap((alpha) => GRID.rhos.map((rho) => ({ alpha, rho })));
  return points.map(({ alpha, rho }) => measuredNetwork(alpha, rho, { restMs }));
}

it('names adapter and host, and shows prediction beside measurement', () => {
  const [title = '', , ...lines] = describeFor(networks(0)).split('\n');
  expect(title).toBe(
    'MobileNet v1 on google swiftshader (software), Chromium 156.0.1.2: medians of 3 interleaved rounds',
  );
  expect(lines.slice(0, 3).map((line) => line.trim().split(/ {2,}/))).toEqual([
    [
      ...['α', 'ρ', 'MACs', 'ms', 'p10 – p90', 'GMAC/s'],
      ...['by MACs', 'by α²ρ²', 'measured', 'measured / by MACs'],
    ],
    [
      '1',
      '224',
      '1000.0 M',
      '1000.0',
      '1000.0 – 1000.0',
      '1.00',
      '1.000',
      '1.000',
      '1.000',
      '1.00',
    ],
    ['1', '128', '333.3 M', '333.3', '333.3 – 333.3', '1.00', '0.333', '0.327', '0.333', '1.00'],
  ]);
  expect(lines).toContain('No network is more than 15 % from the prediction by MACs.');
});

it('says in one line for each network that deviates what is to blame', () => {
  const text = describeFor(networks(50));
  const [, deviations = ''] = text.split('More than 15 % from the prediction by MACs:\n');
  const lines = deviations.split('\n');
  expect(lines.map((line) => line.split(':')[0])).toEqual(['α 0.25, ρ 224', 'α 0.25, ρ 128']);
  // Of 24.54 M multiply-adds, 2.5 M in fc: 74.54 ms; predicted are 1050 · 0.02454 = 25.77 ms, 60 · 0.02454 of them rest.
  expect(lines[1]).toBe(
    'α 0.25, ρ 128: 2.89 × the prediction, +48.8 ms; most in rest, +51.0 ms; above all prob, +48.8 ms',
  );
  expect(text).toContain(
    'Slowest for their MACs at 1.00 GMAC/s, the pace of the median pointwise layer of α 1, ρ 224',
  );
});

it('names no layer of a group that has only one', () => {
  const slow = measuredNetwork(1, 128, { ns: { 'first convolution': 40 } });
  expect(describeFor([measuredNetwork(1, 224), slow])).toMatch(
    /most in first convolution, \+127\.3 ms \(0\.98 × the MACs expected of it, 40\.00 × the time per MAC\)$/,
  );
});

it('leaves the layers out where they are not timed, and says so', () => {
  const text = describeFor(networks(50).map((network) => ({ ...network, layers: null })));
  expect(text).toContain('This device has no timestamps');
  expect(text).not.toContain('most in');
  expect(text).not.toContain('Slowest');
});
