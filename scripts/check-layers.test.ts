// The layer check refuses what the table of the house forbids, and nothing else.
import { describe, expect, it } from 'vitest';
import { checkLayers } from './check-layers.js';

/** Complaints about one file. */
const check = (path: string, text: string): string[] => checkLayers(new Map([[path, text]]));

describe('imports that are refused', () => {
  it.each([
    ['a row below', 'src/graph/graph.ts', `import { readOnnx } from '../formats/onnx';`],
    [
      'a row below, type only',
      'src/plan/plan.ts',
      `import type { Executor } from '../gpu/executor';`,
    ],
    ['a row below, re-exported', 'src/util/math.ts', `export * from '../tensor/layout';`],
    [
      'a row below, on demand',
      'src/graph/graph.ts',
      `const load = () => import('../store/cache');`,
    ],
    [
      'a row below, in a type',
      'src/graph/graph.ts',
      `type X = import('../gpu/executor').Executor;`,
    ],
    ['what is for tests', 'src/rewrites/fold.ts', `import { net } from './rewrites.fixtures';`],
    ['a row below, from a test', 'src/graph/graph.test.ts', `import { plan } from '../plan/plan';`],
    ['a sibling', 'src/rewrites/fold.ts', `import { readOnnx } from '../formats/onnx';`],
    ['a sibling of row 9', 'src/image/resize.ts', `import { cache } from '../store/cache';`],
    ['the IR from gpu/', 'src/gpu/executor.ts', `import type { Graph } from '../graph/graph';`],
    ['kernels from gpu/', 'src/gpu/executor.ts', `import { kernels } from '../kernels/index';`],
    ['a script', 'src/plan/plan.ts', `import { run } from '../../scripts/steps.js';`],
    ['an unknown folder', 'src/plan/plan.ts', `import { x } from '../helpers/x';`],
    ['the inside, from cli/', 'cli/main.ts', `import { plan } from '../src/plan/plan';`],
    ['the inside, from pages/', 'pages/classify.ts', `import { conv } from '/src/ops/op.ts';`],
    ['one architecture, from cli/', 'cli/main.ts', `import { m } from '../src/models/alexnet';`],
    ['the store, from bench/', 'bench/run.ts', `import { cache } from '../src/store/cache';`],
  ])('%s', (_, path, text) => {
    expect(check(path, text)).toHaveLength(1);
  });

  it('names the file, both rows and the reason', () => {
    const [complaint] = check('src/graph/graph.ts', `import '../gpu/device';`);
    expect(complaint).toBe(
      'src/graph/graph.ts: row 3 (graph) imports row 8 (gpu), which is below it',
    );
  });
});

describe('imports that are allowed', () => {
  it.each([
    ['a row above', 'src/plan/plan.ts', `import type { Graph } from '../graph/graph';`],
    ['the same folder', 'src/graph/graph.ts', `import type { Op } from './ops';`],
    ['the errors', 'src/tensor/layout.ts', `import { ShapeError } from '../errors';`],
    ['the Plan from gpu/', 'src/gpu/executor.ts', `import type { Plan } from '../plan/plan';`],
    ['the runtime from the index', 'src/index.ts', `export { createRuntime } from './runtime';`],
    [
      'a sibling, from what tests share',
      'src/rewrites/rewrites.fixtures.ts',
      `import { run } from '../formats/run';`,
    ],
    [
      'a sibling, from a test',
      'src/rewrites/fold.test.ts',
      `import { run } from '../formats/run';`,
    ],
    ['the reference, from a test', 'src/ops/op.test.ts', `import { run } from '../reference/run';`],
    ['a package', 'src/formats/onnx.test.ts', `import { onnx } from 'onnx-proto';`],
    [
      'the manifest',
      'src/store/manifest.ts',
      `import manifest from '../../weights/manifest.json';`,
    ],
    ['the library, from cli/', 'cli/main.ts', `import { createRuntime } from '../src/index';`],
    ['the models, from cli/', 'cli/main.ts', `import type { M } from '../src/models/index';`],
    ['the models, from pages/', 'pages/x.ts', `import { alexnet } from '/src/models/index.ts';`],
    ['the built library, from bench/', 'bench/run.ts', `import '../dist/kindling.js';`],
    ['the store, from cli/', 'cli/fetch.ts', `import { cache } from '../src/store/cache';`],
    ['an import inside a comment', 'src/graph/graph.ts', `// import '../gpu/device';`],
  ])('%s', (_, path, text) => {
    expect(check(path, text)).toEqual([]);
  });
});

describe('what is above gpu/', () => {
  it('must not know GPUDevice', () => {
    expect(
      check('src/kernels/conv.ts', 'export const f = (device: GPUDevice) => device;'),
    ).toHaveLength(1);
    expect(check('src/kernels/conv.ts', '// no GPUDevice here')).toEqual([]);
    expect(check('src/gpu/device.ts', 'export const f = (device: GPUDevice) => device;')).toEqual(
      [],
    );
  });
});
