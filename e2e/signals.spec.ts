// Ctrl-C at any time ends a command within a second, whatever it is about; and no browser outlives its command, not even one
// that was killed.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { dump } from 'npyjs';
import { GraphBuilder } from '../src/graph/builder';
import type { Model } from '../src/graph/model';
import { squeezenet } from '../src/models/index';
import { f32Tensor } from '../src/tensor/tensor';
import { toKindling } from '../src/tools/to-kindling';
import { seededRandom } from '../src/util/random';
import { interrupted } from './support/command-line';
import { requireSoftwareVulkan } from './support/software-vulkan';

const MOST_MS = 1000;

let folder: string;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-signals-'));
  writeFileSync(join(folder, 'slow.kindling'), await toKindling(slowModel()));
  writeFileSync(join(folder, 'many.kindling'), await toKindling(squeezenet()));
  const numbers = new Float32Array(96 * 96 * 64);
  writeFileSync(join(folder, 'x.npy'), Buffer.from(dump(numbers, [1, 64, 96, 96])));
});

/** One layer of 14.7 billion multiply-adds: the reference takes far longer than any test here. */
function slowModel(): Model {
  const builder = new GraphBuilder('slow', 'nchw');
  builder.input('x', [1, 96, 96, 64]);
  const random = seededRandom(1);
  const weights = f32Tensor(
    [512, 64, 7, 7],
    Float32Array.from({ length: 512 * 7 * 7 * 64 }, random),
  );
  const layer = ['x', builder.constant('w', weights)];
  builder.node('conv2d', 'y', layer, {
    ...{
      kernel: [7, 7],
      strides: [1, 1],
      pads: { top: 3, left: 3, bottom: 3, right: 3 },
      dilations: [1, 1],
      groups: 1,
      activation: 'none',
    },
  });
  return { name: 'slow', graph: builder.build(['y']), classifier: null };
}

for (const [what, afterMs, command] of [
  [
    'a layer of the reference',
    2500,
    ['run', '--backend', 'reference', '--model', 'slow.kindling', '--input', 'x.npy'],
  ],
  ['the clustering of weights', 500, ['compress', 'slow.kindling', 'out.kindling']],
] as const) {
  test(`signals are obeyed within ${what}`, async () => {
    const parameters = command.map((word) =>
      /\.(kindling|npy)$/.test(word) ? join(folder, word) : word,
    );
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const result = await interrupted(parameters, afterMs, signal);
      expect(result).toMatchObject({ status, stderr: `kindling: Interrupted by ${signal}.\n` });
      expect(result.endedMs).toBeLessThan(MOST_MS);
    }
  });
}

test('a comparison in Node obeys signals within any layer', async () => {
  const environment = requireSoftwareVulkan();
  const parameters = ['compare', '--runtime', 'node', '--model', join(folder, 'slow.kindling')];
  // While it starts, while the GPU computes, and while the reference does.
  for (const [signal, status, afterMs] of [
    ['SIGINT', 130, 200],
    ['SIGINT', 130, 3000],
    ['SIGINT', 130, 8000],
    ['SIGTERM', 143, 8000],
    ['SIGKILL', null, 8000],
  ] as const) {
    const result = await interrupted(parameters, afterMs, signal, environment);
    const when = `${signal} after ${afterMs} ms`;
    // Its own process counts as one of a browser's.
    expect(result, when).toMatchObject({ status, browsersLeft: 0 });
    if (status) expect(result.stderr).toContain(`kindling: Interrupted by ${signal}.\n`);
    expect(result.endedMs, when).toBeLessThan(MOST_MS);
  }
});

for (const runtime of ['browser', 'firefox']) {
  test(`no ${runtime} outlives its command`, async () => {
    const parameters = ['compare', '--runtime', runtime, '--model', join(folder, 'many.kindling')];
    for (const [signal, status] of [
      ['SIGINT', 130],
      ['SIGKILL', null],
    ] as const) {
      // While it starts, and while it computes.
      for (const afterMs of [1500, 4000]) {
        const result = await interrupted(parameters, afterMs, signal);
        expect(result, `${signal} after ${afterMs} ms`).toMatchObject({ status, browsersLeft: 0 });
      }
    }
  });
}
