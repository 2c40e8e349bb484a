// The command line on networks that it builds itself: costs beside the papers', and a sweep. Needs no model file.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import sharp from 'sharp';
import { sampleOf } from '../src/util/sample.fixtures';
import { type CommandResult, kindling } from './support/command-line';
import { twoClassFile } from './support/small-models';

interface CostReport {
  readonly rows: {
    network: string;
    quantity: string;
    paper: string;
    printed: string;
    ours: number;
    agrees: boolean;
    note: string | null;
  }[];
}

interface SweepReport {
  readonly sweep: string;
  readonly adapter: { kind: string };
  readonly host: string;
  readonly rounds: number;
  readonly base: { alpha: number; rho: number };
  readonly points: {
    name: string;
    macs: number;
    roundsMs: number[];
    inferenceMs: { median: number; p10: number; p90: number };
    ratios: { macs: number; rule: number; time: number };
    layers: { name: string; group: string; macs: number; roundsMs: number[] }[] | null;
    shares: { shareOfMacs: number; shareOfTime: number }[] | null;
  }[];
  readonly growth: { alpha: unknown[]; rho: { fixed: number; time: number; macs: number }[] };
}

/** Each starts several browsers. */
const LONG = sampleOf('long commands of models', ['sweep', 'two classes'], 1);

test('inspect --all has the figures of the papers', async () => {
  const result = await kindling(['inspect', '--all', '--json']);
  expect(result).toMatchObject({ status: 0, stderr: '', browsersLeft: 0 });
  const { rows } = JSON.parse(result.stdout) as CostReport;
  const find = (network: string, quantity: string) =>
    rows.find((row) => row.network === network && row.quantity === quantity);
  expect(find('1.0 MobileNet-224', 'macs')).toMatchObject({ paper: '569 M', ours: 568_740_352 });
  expect(find('0.25 MobileNet-224', 'parameters')).toMatchObject({ paper: '0.5 M', agrees: true });
  expect(find('SqueezeNet 1.0', 'parameters')).toMatchObject({ ours: 1_248_424, agrees: true });
  expect(find('SqueezeNet 1.0 after Deep Compression, 8 bit', 'bytes')).toMatchObject({
    ours: 675_763,
    agrees: false,
  });
  for (const { agrees, paper, printed, note } of rows) {
    expect(agrees).toBe(paper === printed);
    expect(agrees || note !== null).toBe(true);
  }
});

if (LONG.includes('sweep')) {
  test('a sweep measures every network in every round', async () => {
    test.setTimeout(600_000);
    const result = await kindling([
      ...['bench', '--sweep', 'mobilenet-v1', '--alphas', '0.25', '--rhos', '128,160'],
      ...['--runs', '2', '--json'],
    ]);
    skipWithoutAdapter(result);
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    const report = JSON.parse(result.stdout) as SweepReport;
    expect(report).toMatchObject({
      sweep: 'mobilenet-v1',
      adapter: { kind: expect.any(String) },
      host: expect.stringMatching(/^Chromium \d+\./),
      rounds: 2,
      base: { alpha: 0.25, rho: 160 },
      growth: { alpha: [], rho: [{ fixed: 0.25 }] },
    });
    expect(report.points.map(({ name }) => name)).toEqual([
      'mobilenet-v1-0.25-160',
      'mobilenet-v1-0.25-128',
    ]);
    // Convolutions go with the pixels, the 256,000 of the classifier do not.
    const [larger, smaller] = report.points;
    expect((smaller?.macs ?? 0) - 256_000).toBeCloseTo(((larger?.macs ?? 0) - 256_000) * 0.64, 3);
    expect(smaller?.ratios.rule).toBeCloseTo(0.64, 12);
    for (const point of report.points) checkPoint(point);
  });
}

test('the report of a sweep names adapter, browser and growth', async () => {
  test.setTimeout(600_000);
  const result = await kindling([
    ...['bench', '--sweep', 'mobilenet-v1', '--alphas', '0.25', '--rhos', '128,32', '--runs', '1'],
  ]);
  skipWithoutAdapter(result);
  expect(result.status).toBe(0);
  expect(result.stdout).toMatch(/^MobileNet v1 on .+\), Chromium \d.*: medians of 1 interleaved/);
  expect(result.stdout).toMatch(/\nwith ρ at α 0\.25 +-?\d+\.\d\d +1\.\d\d +2\n/);
  expect(result.stderr).toContain('measuring inferences (4)');
});

if (LONG.includes('two classes')) {
  test('a network of two classes is asked for both', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kindling-two-'));
    const [model, red, labels] = ['two.kindling', 'red.png', 'labels.tsv'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    writeFileSync(model, await twoClassFile());
    const background = { r: 255, g: 0, b: 0 };
    await sharp({ create: { width: 8, height: 8, channels: 3, background } }).toFile(red);
    writeFileSync(labels, 'red.png\t0\n');
    const classified = await kindling(['classify', '--model', model, red, '--json']);
    skipWithoutAdapter(classified);
    expect(classified).toMatchObject({ status: 0, browsersLeft: 0 });
    const { results } = JSON.parse(classified.stdout);
    expect(results).toMatchObject([{ top: [{ label: 'red' }, { label: 'blue' }] }]);
    const tooMany = await kindling(['classify', '--model', model, '--top', '3', red]);
    expect(tooMany).toMatchObject({ status: 1, stdout: '' });
    expect(tooMany.stderr).toContain('topK must be a whole number from 1 to 2, got 3.');
    const evaluated = await kindling([
      ...['evaluate', '--model', model, '--labels', labels, folder, '--json'],
    ]);
    expect(evaluated).toMatchObject({ status: 0, browsersLeft: 0 });
    expect(JSON.parse(evaluated.stdout)).toMatchObject({ images: 1, top1: 1, top5: 1 });
  });
}

// One of each kind; cli/program.test.ts has them all.
const WRONG: readonly (readonly string[])[] = [
  ['bench'],
  ['inspect', '--all', 'squeezenet1.0-dc'],
  ['bench', '--sweep', 'mobilenet-v1', '--model', 'squeezenet1.0-dc'],
  ['bench', '--sweep', 'mobilenet-v1', '--alphas', '0.5,2'],
];

for (const parameters of WRONG) {
  test(`${parameters.join(' ')}: wrong usage`, async () => {
    const result = await kindling(parameters);
    expect(result).toMatchObject({ status: 2, stdout: '', browsersLeft: 0 });
    expect(result.stderr).toMatch(/^kindling: [^\n]+\n$/);
  });
}

function checkPoint({
  roundsMs,
  inferenceMs,
  layers,
  shares,
  macs,
}: SweepReport['points'][0]): void {
  expect(roundsMs).toHaveLength(2);
  expect(Math.min(...roundsMs)).toBeGreaterThan(0);
  expect(inferenceMs.median).toBeCloseTo(roundsMs.reduce((a, b) => a + b, 0) / 2, 9);
  expect(inferenceMs.p90).toBeGreaterThanOrEqual(inferenceMs.p10);
  if (!layers || !shares) return;
  expect(layers.reduce((sum, layer) => sum + layer.macs, 0)).toBe(macs);
  expect(layers.filter(({ group }) => group === 'pointwise')).toHaveLength(13);
  for (const layer of layers) expect(layer.roundsMs).toHaveLength(2);
  expect(shares.reduce((sum, { shareOfTime }) => sum + shareOfTime, 0)).toBeCloseTo(1, 9);
}

/** Without an adapter there is nothing to measure; where WebGPU is required, that is a failure. */
function skipWithoutAdapter({ status, stderr }: CommandResult): void {
  const isMissing = status === 1 && stderr.includes('no adapter');
  test.skip(isMissing && process.env.REQUIRE_WEBGPU !== '1', 'This browser has no WebGPU adapter.');
}
