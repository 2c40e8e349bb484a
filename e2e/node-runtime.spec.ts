// `--runtime node`: the command line and the kernel suite on Dawn in Node, with SwiftShader as the driver.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { dump, parse } from 'npyjs';
import { isWhole, sampleOf } from '../src/util/sample.fixtures';
import { kindling } from './support/command-line';
import { LOGIT_BOUND } from './support/golden-bounds';
import { readCropTensor, readFloats, readPhotos, requireShared } from './support/shared-material';
import { requireSoftwareVulkan } from './support/software-vulkan';

const root = join(import.meta.dirname, '..');

/** Each takes half a minute. */
const LONG = sampleOf('Node', ['sweep', 'kernel suite'], 1);

test.beforeEach(() => test.setTimeout(600_000));

test('run gives the reference logits in Node', async () => {
  requireShared();
  const environment = requireSoftwareVulkan();
  const folder = mkdtempSync(join(tmpdir(), 'kindling-node-'));
  const input = join(folder, 'crop.npy');
  const [photo] = readPhotos();
  if (!photo) throw new Error('There is no photograph.');
  writeFileSync(input, Buffer.from(dump(await readCropTensor(photo), [1, 3, 227, 227])));
  const result = await kindling(
    [
      ...['run', '--model', 'squeezenet1.0-dc', '--runtime', 'node', '--backend', 'webgpu'],
      ...['--output', folder, '--input', input],
    ],
    environment,
  );
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const { data } = parse(Uint8Array.from(readFileSync(join(folder, 'logits.npy'))).buffer);
  const got = data as Float32Array;
  const want = readFloats('golden/squeezenet1_0_dc.logits.f32').subarray(0, got.length);
  expect(got).toHaveLength(1000);
  const worst = Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))));
  expect(worst).toBeLessThanOrEqual(LOGIT_BOUND);
});

// bench.spec.ts measures in a page.
if (isWhole) {
  test('bench measures in Node what it measures in a page but for the page, and peers', async () => {
    requireShared();
    const result = await kindling(
      [
        ...['bench', '--model', 'mobilenet-v1-0.25-224', '--runs', '1', '--runtime', 'node'],
        ...['--peers', 'ort-native-webgpu,tfjs-webgpu', '--json'],
      ],
      requireSoftwareVulkan(),
    );
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    const report = JSON.parse(result.stdout);
    expect(report).toMatchObject({
      model: 'mobilenet-v1-0.25-224',
      adapter: { kind: 'software' },
      host: expect.stringMatching(/^Node \d+\.\d+\.\d+, Dawn of webgpu \d+\.\d+\.\d+$/),
      coldStartMs: { longestTaskMs: null, repeats: 5 },
      pageStarts: null,
      throughput: [{ inFlight: 1 }, { inFlight: 2 }, { inFlight: 4 }],
      race: {
        peers: [
          { peer: 'ort-native-webgpu', failure: null, agrees: true },
          { peer: 'tfjs-webgpu', failure: null, agrees: true },
        ],
      },
    });
    expect(report.inferenceMs.median).toBeGreaterThan(0);
    expect(report.coldStartMs.median).toBeGreaterThan(0);
    // SwiftShader has timestamps, and in Node they are not rounded.
    expect(report.layers).toHaveLength(31);
    expect(report.peaks.gflops).toBeGreaterThan(0);
  });
}

if (LONG.includes('sweep')) {
  test('a sweep runs in Node', async () => {
    const result = await kindling(
      [
        ...['bench', '--sweep', 'mobilenet-v1', '--alphas', '0.25', '--rhos', '64'],
        ...['--runs', '1', '--runtime', 'node', '--json'],
      ],
      requireSoftwareVulkan(),
    );
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    expect(JSON.parse(result.stdout)).toMatchObject({
      host: expect.stringMatching(/^Node /),
      points: [{ name: 'mobilenet-v1-0.25-64' }],
    });
  });
}

test('without a driver one line says what to do', async () => {
  test.skip(process.platform !== 'linux', 'Other systems have drivers that are not Vulkan.');
  requireShared();
  const result = await kindling(['inspect', 'squeezenet1.0-dc', '--runtime', 'node'], {
    VK_ICD_FILENAMES: '/nowhere/icd.json',
  });
  expect(result).toMatchObject({ status: 1, stdout: '', browsersLeft: 0 });
  // Ahead of it Dawn and the Vulkan loader complain themselves.
  expect(result.stderr).toMatch(/\nkindling: Dawn finds no adapter: .* VK_ICD_FILENAMES .*\n$/);
});

if (LONG.includes('kernel suite')) {
  test('the kernel suite runs in Node', async () => {
    const environment = { ...process.env, ...requireSoftwareVulkan() };
    const script = join(root, 'scripts/test-kernels.js');
    const { stdout } = await promisify(execFile)(process.execPath, [script, 'softmax'], {
      env: environment,
    });
    expect(stdout).toMatch(/\n[1-9]\d* passed, 0 failed\n$/);
  });
}
