// `compare` with a page that answers as one would: what is printed, and the status that follows from it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelComparison } from '../../src/tools/index';
import { captureOutput } from '../captured-output.fixtures';
import type { ModelPage } from '../model-page';
import { runProgram } from '../program';

const answers = vi.hoisted(() => ({ compare: {} as unknown }));

vi.mock('../host', async (original) => ({
  ...(await original<typeof import('../host')>()),
  withPage: (_host: string, _signal: AbortSignal, work: (page: ModelPage) => unknown) => {
    const call = (method: string) =>
      Promise.resolve(method === 'load' ? { adapter: ADAPTER } : answers.compare);
    const offers = { offer: () => '', offerFolder: () => '' };
    return work({ host: 'a page', ...offers, call, web: null } as unknown as ModelPage);
  },
}));

const ADAPTER = { vendor: 'v', architecture: 'a', description: 'd', kind: 'software' };
const LAYER = {
  ...{ name: 'conv1', op: 'conv2d', kernel: 'conv2d-direct', variant: 'conv2d-direct__f32' },
  ...{ outputShape: [1, 4, 4, 8], maxAbsError: 1, maxUlpError: 2, isWithin: true },
  worst: { index: 7, got: 2, want: 1, error: 1, bound: 4 },
};
const PASSED: ModelComparison = {
  ...{ model: 'm', adapter: 'software', precision: 'f32', runs: 3, seed: 7 },
  ...{ layers: [LAYER], firstOverBound: null, outputs: [], runDifferences: [] },
  ...{ planDifferences: [], passed: true },
};
const OVER: ModelComparison = {
  ...PASSED,
  layers: [{ ...LAYER, isWithin: false, worst: { ...LAYER.worst, bound: 0.5 } }],
  ...{ firstOverBound: 'conv1', passed: false },
};
const DIFFERS: ModelComparison = {
  ...PASSED,
  planDifferences: [{ run: 2, name: 'prob', maxAbsDifference: 0.5 }],
  passed: false,
};

let folder = '';
let model = '';
const output = captureOutput();

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kindling-compare-'));
  model = join(folder, 'm.onnx');
  writeFileSync(model, 'bytes');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('kindling compare', () => {
  it('ends with 0 where every layer is within its bound', async () => {
    answers.compare = PASSED;
    expect(await runProgram(['compare', '--model', model])).toBe(0);
    expect(output.stdout).toContain('every layer is within its bound');
  });

  it.each([
    ['a layer over its bound', OVER, 'The first layer over its bound is "conv1"'],
    ['a plan that gives something else', DIFFERS, 'Output "prob" of the model\'s own plan differs'],
  ])('ends with 1 and a line for %s, behind the report', async (_, comparison, line) => {
    answers.compare = comparison;
    for (const options of [[], ['--json']]) {
      Object.assign(output, { stdout: '', stderr: '' });
      expect(await runProgram(['compare', '--model', model, ...options]), 'status').toBe(1);
      expect(output.stderr).toContain(`kindling: ${line}`);
      expect(output.stdout).toContain('conv1');
    }
  });
});
