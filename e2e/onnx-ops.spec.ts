// Every op of the ONNX reader on WebGPU against ONNX Runtime: the cases of the op suite, and random graphs.
import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { sampleOf, timesOf } from '../src/util/sample.fixtures';
import { buildCaseFile, type CaseFile } from './corpus/onnx/case-file';
import { OP_CASES } from './corpus/onnx/index';
import { runOnnxRuntime } from './corpus/onnx/onnx-runtime';
import { describeCase, type OpCase } from './corpus/onnx/op-case';
import { randomCases } from './corpus/onnx/random-case';
import { firstDifference, toleranceOf } from './corpus/onnx/tolerance';
import type { FileAnswer, FileOutputs } from './support/file-cases';
import { openHarness, pageErrors } from './support/open-harness';

const SEED = 20_261_124;
/** Cases that one call of the page runs. */
const BATCH = 64;
const RANDOM_CASES = timesOf(20, 60);

/** A case's numbers are the same in a sample and in all of them. */
const seeded = (cases: readonly OpCase[]) =>
  cases.map((one, index) => ({ one, seed: SEED + index }));

const SUITES = {
  'cases of single ops and small graphs': sampleOf('ops on WebGPU', seeded(OP_CASES), 200),
  'random graphs': seeded(fc.sample(randomCases, { numRuns: RANDOM_CASES, seed: SEED })),
};

for (const [name, cases] of Object.entries(SUITES)) {
  test(`${name}, first and third run`, async ({ page }) => {
    test.setTimeout(600_000);
    await openHarness(page);
    const failures: string[] = [];
    for (let start = 0; start < cases.length; start += BATCH) {
      const files = cases.slice(start, start + BATCH).map(({ one, seed }) => ({
        ...{ one, seed },
        file: buildCaseFile(one, seed),
      }));
      const answers = await page.evaluate(
        (batch) => harness.runFiles(batch),
        files.map(({ file }) => toPage(file)),
      );
      for (const [index, { one, seed, file }] of files.entries()) {
        const answer = answers[index] ?? 'no answer';
        failures.push(...(await failuresOf(one, file, answer, seed)));
      }
    }
    expect(failures).toEqual([]);
    expect(pageErrors(page)).toEqual([]);
  });
}

function toPage({ bytes, inputs }: CaseFile) {
  const data = Object.entries(inputs).map(([name, tensor]) => [name, tensor.data]);
  return { bytes, inputs: Object.fromEntries(data) };
}

async function failuresOf(
  one: OpCase,
  file: CaseFile,
  answer: FileAnswer,
  seed: number,
): Promise<string[]> {
  const title = `${describeCase(one)}, seed ${seed}`;
  if (typeof answer === 'string') return [`${title}: ${answer}`];
  const want = await runOnnxRuntime(file);
  return file.outputs.flatMap((name) => {
    const { dims, data } = want[name] ?? { dims: [], data: new Float32Array(0) };
    const tolerance = toleranceOf(one, data);
    return answer.flatMap((outputs: FileOutputs, run) => {
      const got = outputs[name] ?? { shape: [], data: new Float32Array(0) };
      const isShaped = `${got.shape}` === `${dims.length > 0 ? dims : [1]}`;
      const problem = isShaped
        ? firstDifference(name, got.data, data, tolerance)
        : `${name} is [${got.shape}], not [${dims}]`;
      return problem === null ? [] : [`${title}, run ${run === 0 ? 1 : 3}: ${problem}`];
    });
  });
}
