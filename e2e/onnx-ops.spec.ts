// Every op of the ONNX reader on WebGPU against ONNX Runtime: the cases of the op suite, and random graphs.
import { expect, test } from '@playwright/test';
import { buildCaseFile, type CaseFile } from '../src/formats/onnx/op-suite/case-file.fixtures';
import { OP_CASES } from '../src/formats/onnx/op-suite/index.fixtures';
import { runOnnxRuntime } from '../src/formats/onnx/op-suite/onnx-runtime.fixtures';
import { describeCase, type OpCase } from '../src/formats/onnx/op-suite/op-case.fixtures';
import { randomCase } from '../src/formats/onnx/op-suite/random-case.fixtures';
import { firstDifference, toleranceOf } from '../src/formats/onnx/op-suite/tolerance.fixtures';
import { sampleOf, timesOf } from '../src/util/sample.fixtures';
import type { OnnxAnswer, OnnxOutputs } from './onnx-cases';
import { openHarness, pageErrors } from './open-harness';

const SEED = 20_261_124;
/** Cases that one call of the page runs. */
const BATCH = 64;
const RANDOM_CASES = timesOf(20, 60);

/** A case's numbers are the same in a sample and in all of them. */
const seeded = (cases: readonly OpCase[]) =>
  cases.map((one, index) => ({ one, seed: SEED + index }));

const SUITES = {
  'cases of single ops and small graphs': sampleOf('ops on WebGPU', seeded(OP_CASES), 200),
  'random graphs': seeded(
    Array.from({ length: RANDOM_CASES }, (_, index) => randomCase(SEED + index, 12)),
  ),
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
        (batch) => harness.runOnnxCases(batch),
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
  answer: OnnxAnswer,
  seed: number,
): Promise<string[]> {
  const title = `${describeCase(one)}, seed ${seed}`;
  if (typeof answer === 'string') return [`${title}: ${answer}`];
  const want = await runOnnxRuntime(file);
  return file.outputs.flatMap((name) => {
    const { dims, data } = want[name] ?? { dims: [], data: new Float32Array(0) };
    const tolerance = toleranceOf(one, data);
    return answer.flatMap((outputs: OnnxOutputs, run) => {
      const got = outputs[name] ?? { shape: [], data: new Float32Array(0) };
      const isShaped = `${got.shape}` === `${dims.length > 0 ? dims : [1]}`;
      const problem = isShaped
        ? firstDifference(name, got.data, data, tolerance)
        : `${name} is [${got.shape}], not [${dims}]`;
      return problem === null ? [] : [`${title}, run ${run === 0 ? 1 : 3}: ${problem}`];
    });
  });
}
