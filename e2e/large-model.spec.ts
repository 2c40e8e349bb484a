// A model file of more than 100 MB on the command line: a browser's driver could not carry it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { decodeNpy, encodeNpy } from '../cli/npy';
import { GraphBuilder } from '../src/graph/builder';
import type { Model } from '../src/graph/model';
import { f32Tensor } from '../src/tensor/tensor';
import { runReference } from '../src/tools/run-reference';
import { toOnnx } from '../src/tools/to-onnx';
import { seededRandom } from '../src/util/random';
import { sampleOf } from '../src/util/sample.fixtures';
import { kindling } from './support/command-line';

const WIDTH = 3700;
const LEAST_BYTES = 100e6;

/** y = B relu(A x) of [1, WIDTH], with seeded weights. */
function largeModel(): Model {
  const builder = new GraphBuilder('large', 'nchw');
  const random = seededRandom(1);
  builder.input('x', [1, WIDTH]);
  let value = 'x';
  for (const [name, activation] of [
    ['hidden', 'relu'],
    ['y', 'none'],
  ] as const) {
    const numbers = Float32Array.from({ length: WIDTH ** 2 }, () => (random() - 0.5) / 30);
    const weights = builder.constant(`${name} weights`, f32Tensor([WIDTH, WIDTH], numbers));
    value = builder.node('fully-connected', name, [value, weights], { activation });
  }
  return { name: 'large', graph: builder.build([value]), classifier: null };
}

test.describe.configure({ mode: 'serial' });

const folder = mkdtempSync(join(tmpdir(), 'kindling-large-'));
const path = join(folder, 'large.onnx');
const x = Float32Array.from({ length: WIDTH }, (_, index) => Math.cos(index));
let model: Model;

test.beforeAll(async () => {
  model = largeModel();
  const file = await toOnnx(model);
  expect(file.byteLength).toBeGreaterThan(LEAST_BYTES);
  writeFileSync(path, file);
});
test.afterAll(() => rmSync(folder, { recursive: true }));

for (const command of sampleOf('large model', ['run', 'compare'], 1)) {
  test(`${command} takes a model of more than 100 MB`, async () => {
    test.setTimeout(600_000);
    if (command === 'compare') {
      const compared = await kindling(['compare', '--model', path, '--runs', '1', '--json']);
      expect(compared).toMatchObject({ status: 0, browsersLeft: 0 });
      return;
    }
    const [input, output] = [join(folder, 'x.npy'), join(folder, 'out')];
    writeFileSync(input, encodeNpy({ shape: [1, WIDTH], data: x }));
    const run = await kindling(['run', '--model', path, '--input', input, '--output', output]);
    expect(run).toMatchObject({ status: 0, browsersLeft: 0 });
    const answer = decodeNpy(new Uint8Array(readFileSync(join(output, 'y.npy')))).data;
    const wanted = (await runReference(model, { x })).y?.data ?? new Float32Array();
    const sizeOf = (values: Iterable<number>) => Math.max(...Array.from(values, Math.abs));
    const apart = answer.map((value, index) => value - (wanted[index] ?? Number.NaN));
    expect(answer).toHaveLength(WIDTH);
    expect(sizeOf(apart)).toBeLessThan(1e-5 * sizeOf(wanted));
  });
}
