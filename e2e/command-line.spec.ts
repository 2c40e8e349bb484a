// The command line on real input: the main job from file to answer, as a user calls it.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dump, parse } from 'npyjs';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { isWhole, sampleOf } from '../src/util/sample.fixtures';
import { kindling } from './support/command-line';
import { LOGIT_BOUND } from './support/golden-bounds';
import {
  goldenRow,
  labelledPhotos,
  type Photo,
  readCropTensor,
  readFloats,
  readPhotos,
  requireShared,
  samplePhotos,
  sharedPath,
} from './support/shared-material';

const CLASSES = 1000;
const LOGITS = 'golden/squeezenet1_0_dc.logits.f32';

/** Each takes half a minute. */
const LONG = sampleOf(
  'long commands',
  ['evaluate SqueezeNet', 'evaluate MobileNet', 'demo', 'compress'],
  2,
);

let folder: string;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-e2e-'));
});

test.beforeEach(() => {
  requireShared();
  test.setTimeout(1_200_000);
});

test('run gives the reference logits for all crops as .npy files', async () => {
  const photos = samplePhotos(4);
  const inputs: string[] = [];
  for (const photo of photos) {
    const file = join(folder, `${photo.photo}.npy`);
    writeFileSync(file, Buffer.from(dump(await readCropTensor(photo), [1, 3, 227, 227])));
    inputs.push(file);
  }
  const output = join(folder, 'outputs');
  const result = await kindling([
    ...['run', '--model', 'squeezenet1.0-dc', '--backend', 'webgpu', '--output', output],
    ...['--json', '--input'],
    ...inputs,
  ]);
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const report = JSON.parse(result.stdout) as {
    runs: { outputs: { name: string; file: string }[] }[];
  };
  expect(report.runs).toHaveLength(photos.length);
  for (const [index, run] of report.runs.entries()) {
    const file = run.outputs.find(({ name }) => name === 'logits')?.file ?? '';
    const { data, shape } = parse(Uint8Array.from(readFileSync(file)).buffer);
    expect(shape).toEqual([1, CLASSES]);
    const got = data as Float32Array;
    const want = goldenRow(LOGITS, photos[index]?.row ?? 0, CLASSES);
    const worst = Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))));
    expect(worst, photos[index]?.photo).toBeLessThanOrEqual(LOGIT_BOUND);
  }
});

if (LONG.includes('evaluate SqueezeNet')) {
  test('evaluate reaches the reference accuracy on photographs', async () => {
    const predictions = join(folder, 'predictions.json');
    const labelled = labelledPhotos(10, folder);
    const { photos } = labelled;
    const result = await kindling([
      ...['evaluate', '--model', 'squeezenet1.0-dc', '--labels', labelled.labels],
      ...['--backend', 'webgpu'],
      ...['--predictions', predictions, '--json', labelled.folder],
    ]);
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    const report = JSON.parse(result.stdout) as { images: number; top1: number; top5: number };
    expect(report.images).toBe(photos.length);
    expectReferenceAccuracy(report, photos, 'squeezenet_top5');
    const { predictions: classes } = JSON.parse(readFileSync(predictions, 'utf8')) as {
      predictions: { image: string; top: { index: number }[] }[];
    };
    const agreeing = photos.filter(({ photo, squeezenet_top5 }) => {
      const predicted = classes.find(({ image }) => image.endsWith(photo))?.top[0]?.index;
      return predicted === squeezenet_top5[0]?.[0];
    });
    expect(agreeing.length).toBeGreaterThanOrEqual(photos.length - 3);
  });
}

if (LONG.includes('evaluate MobileNet')) {
  test('evaluate reads a TFLite file and leaves its background class out', async () => {
    const labelled = labelledPhotos(10, folder);
    const { photos } = labelled;
    const result = await kindling([
      ...['evaluate', '--model', 'mobilenet-v1-0.25-224', '--backend', 'webgpu', '--json'],
      ...['--labels', labelled.labels, labelled.folder],
    ]);
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    const report = JSON.parse(result.stdout) as { images: number; top1: number; top5: number };
    expect(report.images).toBe(photos.length);
    expectReferenceAccuracy(report, photos, 'mobilenet_top5');
  });
}

/** At most one photograph less is named than the reference implementation names. */
function expectReferenceAccuracy(
  { top1, top5 }: { readonly top1: number; readonly top5: number },
  photos: readonly Photo[],
  answers: 'squeezenet_top5' | 'mobilenet_top5',
): void {
  const ranks = photos.map((photo) => photo[answers].findIndex(([index]) => index === photo.label));
  const first = ranks.filter((rank) => rank === 0).length;
  const named = ranks.filter((rank) => rank >= 0).length;
  expect(Math.round(top1 * photos.length)).toBeGreaterThanOrEqual(first - 1);
  expect(Math.round(top5 * photos.length)).toBeGreaterThanOrEqual(named - 1);
}

test('classify names what is in photographs', async () => {
  const images = readPhotos()
    .slice(1, 3)
    .map(({ photo }) => sharedPath('photos', photo));
  const result = await kindling([
    ...['classify', '--backend', 'webgpu', '--top', '3', '--json', ...images],
  ]);
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const report = JSON.parse(result.stdout);
  expect(report).toMatchObject({
    model: 'squeezenet1.0-dc',
    adapter: { architecture: expect.not.stringMatching('cpu') },
    results: [
      {
        image: images[0],
        top: [{ index: 27, label: 'eft' }, {}, {}],
        durationMs: expect.any(Number),
      },
      { image: images[1], top: [{}, {}, {}] },
    ],
  });
  // A software adapter is as good as none.
  const again = await kindling(['classify', images[0] ?? '']);
  expect(again.stdout).toContain('eft');
  const { kind } = report.adapter;
  if (kind === 'software') expect(again.stderr).toMatch(/on kindling cpu .*software adapter/);
  const timed = await kindling([
    ...['classify', '--backend', 'fastest', '--for', 'throughput', images[0] ?? ''],
  ]);
  expect(timed.stdout).toContain('eft');
  expect(timed.stderr).toMatch(/, the fastest for throughput: WebGPU .*s, the CPU .*s an/);
});

if (LONG.includes('demo')) {
  test('demo names the embedded pictures with nothing to download', async () => {
    const nowhere = { KINDLING_WEIGHTS_DIR: '', KINDLING_CACHE_DIR: join(folder, 'empty') };
    const result = await kindling(['demo', '--json'], nowhere);
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    interface Side {
      readonly backend: string;
      readonly right: number;
      readonly tops: readonly object[][];
    }
    const report: { of: number; same: number; backends: Side[] } = JSON.parse(result.stdout);
    expect(report.of).toBe(100);
    expect(report.same).toBeGreaterThanOrEqual(99); // numbers that are nearly equal may change places
    expect(report.backends.map(({ backend }) => backend)).toEqual(['webgpu', 'cpu']);
    for (const { right, tops } of report.backends) {
      expect(right).toBeGreaterThanOrEqual(88);
      expect(tops.map((top) => top.length)).toEqual(new Array(100).fill(3));
    }
    const { stdout } = await kindling(['demo'], nowhere);
    expect(stdout.match(/✓ {2}[A-Z]/g)?.length).toBeGreaterThanOrEqual(4);
    for (const side of ['WebGPU', 'CPU']) {
      expect(stdout).toMatch(new RegExp(`^${side} +.* a picture, .* of 100 right`, 'm'));
    }
  });
}

if (LONG.includes('compress')) {
  test('compress measures what it costs on labelled pictures', async () => {
    const out = join(folder, 'small.kindling');
    const labelled = labelledPhotos(4, folder);
    const result = await kindling([
      ...['compress', 'squeezenet1.0-dc', out, '--json'],
      ...['--pictures', labelled.folder, '--labels', labelled.labels],
    ]);
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    const { accuracy, bytesBefore, bytesAfter } = JSON.parse(result.stdout);
    expect(bytesBefore).toBe(675_763);
    expect(bytesAfter).toBeLessThan(560_000);
    // Nothing but the coding of the codes is another.
    expect(accuracy.after).toBe(accuracy.before);
    const { photos } = labelled;
    const right = photos.filter(({ label, squeezenet_top5: [best] }) => best?.[0] === label);
    expect(Math.round(accuracy.before * photos.length)).toBeGreaterThanOrEqual(right.length - 1);
  });
}

test('inspect counts dispatches, pipelines, parameters and multiply-adds', async () => {
  const result = await kindling(['inspect', 'squeezenet1.0-dc', '--json']);
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const report = JSON.parse(result.stdout) as { adapter: string };
  expect(report).toMatchObject({
    model: 'squeezenet1.0-dc',
    parameters: 1_248_424,
    bytesOnDisk: 675_763,
    // A software adapter computes each of the eight 3×3 expansions in three steps.
    dispatches: report.adapter === 'software' ? 33 + 2 * 8 : 33,
    // 26 convolutions with a bias and a ReLU each, 8 concats, 3 max pools, the mean and the softmax.
    naive: { dispatches: 26 * 3 + 8 + 5, activationBytes: expect.any(Number) },
  });
});

test('inspect --plan prints every dispatch, without weights and shaders', async () => {
  const result = await kindling(['inspect', '--plan', 'fashion-squeezenet']);
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const plan = JSON.parse(result.stdout) as {
    steps: { pipeline: number; workgroups: number[] }[];
    pipelines: { id: string }[];
    constants: { byteLength: number }[];
  };
  expect(plan.steps.length).toBeGreaterThan(10);
  for (const { pipeline, workgroups } of plan.steps) {
    expect(plan.pipelines[pipeline]?.id).toMatch(/__f32_/);
    expect(workgroups).toHaveLength(3);
  }
  expect(plan.constants.some(({ byteLength }) => byteLength > 0)).toBe(true);
  expect(result.stdout).not.toContain('@compute');
});

// bench.spec.ts times a smaller one.
if (isWhole) {
  test('bench times a model and each of its layers', async () => {
    const result = await kindling([
      'bench',
      '--model',
      'squeezenet1.0-dc',
      '--runs',
      '1',
      '--json',
    ]);
    expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
    const report = JSON.parse(result.stdout) as {
      adapter: { kind: string };
      inferenceMs: { median: number };
      layers: { durationMs: number }[] | null;
    };
    expect(report).toMatchObject({
      model: 'squeezenet1.0-dc',
      adapter: { kind: expect.any(String) },
      host: expect.stringMatching(/^Chromium \d+\./),
      macs: expect.any(Number),
      runs: 1,
    });
    expect(report.inferenceMs.median).toBeGreaterThan(0);
    // On software adapters each of the eight 3×3 layers is three dispatches.
    const dispatches = report.adapter.kind === 'software' ? 49 : 33;
    if (report.layers) expect(report.layers).toHaveLength(dispatches);
  });
}

test('compare holds every layer to its bound, on a picture and on numbers', async () => {
  const [photo] = readPhotos();
  const picture = sharedPath('photos', photo?.photo ?? '');
  const model = 'mobilenet-v1-0.25-224';
  const result = await kindling(['compare', '--model', model, '--image', picture, '--json']);
  expect(result).toMatchObject({ status: 0, browsersLeft: 0 });
  const report = JSON.parse(result.stdout) as {
    layers: { name: string; maxUlpError: number; worst: { error: number; bound: number } }[];
  };
  expect(report).toMatchObject({
    model,
    adapter: { kind: expect.any(String) },
    runs: 3,
    seed: null,
    firstOverBound: null,
    runDifferences: [],
    planDifferences: [],
    passed: true,
  });
  expect(report.layers.length).toBeGreaterThanOrEqual(31);
  for (const { worst } of report.layers) expect(worst.error).toBeLessThanOrEqual(worst.bound);
});

if (isWhole) {
  test('compare holds quantised networks to their bounds', async () => {
    // Of a quantised network every layer rounds to steps, and may fall to either side between two.
    const quantised = await kindling([
      ...['compare', '--model', 'mobilenet-v1-0.25-224-quant', '--runs', '1'],
    ]);
    expect(quantised).toMatchObject({ status: 0, browsersLeft: 0 });
    expect(quantised.stdout).toMatch(
      /\n\d+ layers, 1 run on numbers of seed \d+: every layer is within its bound\. Every run gave the same\.\n$/,
    );
  });

  test('the reference backend computes in Node what WebGPU computes', async () => {
    const [photo] = readPhotos();
    if (!photo) throw new Error('There is no photograph.');
    const input = join(folder, 'one.npy');
    writeFileSync(input, Buffer.from(dump(await readCropTensor(photo), [1, 3, 227, 227])));
    const output = join(folder, 'reference');
    const result = await kindling([
      ...['run', '--model', sharedPath('weights/compressed_SqueezeNet.net'), '--input', input],
      ...['--backend', 'reference', '--output', output],
    ]);
    expect(result.status).toBe(0);
    const got = parse(Uint8Array.from(readFileSync(join(output, 'logits.npy'))).buffer)
      .data as Float32Array;
    const want = readFloats('golden/squeezenet1_0_dc.logits.f32').subarray(0, CLASSES);
    const worst = Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))));
    expect(worst).toBeLessThanOrEqual(LOGIT_BOUND);
  });
}

test('convert makes an ONNX file of a compressed model, which ONNX Runtime runs', async () => {
  const file = join(folder, 'squeezenet.onnx');
  const result = await kindling(['convert', 'squeezenet1.0-dc', file, '--json']);
  expect(result).toMatchObject({ status: 0, stderr: '', browsersLeft: 0 });
  const bytes = readFileSync(file);
  const report = JSON.parse(result.stdout);
  expect(report).toEqual({
    model: 'squeezenet1.0-dc',
    path: file,
    ops: expect.any(Number),
    bytes: bytes.byteLength,
  });
  const [photo] = readPhotos();
  if (!photo) throw new Error('There is no photograph.');
  const session = await InferenceSession.create(bytes);
  const data = new Tensor('float32', await readCropTensor(photo), [1, 3, 227, 227]);
  const { logits } = await session.run({ data });
  const got = (logits?.data ?? []) as Float32Array;
  const want = readFloats('golden/squeezenet1_0_dc.logits.f32').subarray(0, CLASSES);
  const worst = Math.max(...want.map((value, i) => Math.abs(value - (got[i] ?? Number.NaN))));
  expect(worst).toBeLessThanOrEqual(LOGIT_BOUND);
});
