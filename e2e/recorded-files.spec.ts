// Files of other people on WebGPU and on the CPU: right by what TensorFlow Lite and ONNX Runtime gave for them, on the first and on
// the third run.
import { expect, type Page } from '@playwright/test';
import { sampleOf } from '../src/util/sample.fixtures';
import { ONNX_RUNS, onnxRun } from './corpus/onnx/recorded-cases';
import type { RecordedRun } from './corpus/recorded-run';
import { FOLDERS, faultsOf, recordedFiles, recordedRun } from './corpus/tflite/recorded-files';
import { requireShared } from './support/shared-material';
import { test } from './support/shared-page';

const BACKENDS = ['webgpu', 'cpu'] as const;

/** Files, and how many of them a sample has. */
const SUITES = [
  ...FOLDERS.filter(({ isMissing }) => !isMissing).map(({ name, path }) => ({
    name,
    few: name === 'models' ? 5 : 12,
    runs: recordedFiles(path).map((file) => ({ file: file.name, run: () => recordedRun(file) })),
  })),
  {
    name: 'cases/onnx',
    few: 20,
    runs: ONNX_RUNS.map((name) => ({ file: name, run: async () => onnxRun(name) })),
  },
];

test.beforeEach(() => {
  requireShared();
  test.setTimeout(1_200_000);
});

for (const { name, few, runs } of SUITES) {
  for (const backend of BACKENDS) {
    test(`${name} on ${backend}, first and third run`, async ({ page }) => {
      const failures: string[] = [];
      let right = 0;
      for (const { file, run } of sampleOf(`${name} on ${backend}`, runs, few)) {
        const recorded = await run().catch((error: unknown) => String(error));
        const problems =
          typeof recorded === 'string' ? [recorded] : await problemsOf(page, recorded, backend);
        if (problems.length === 0) right++;
        failures.push(...problems.map((text) => `${file}: ${text}`));
      }
      expect(failures).toEqual([]);
      expect(right).toBeGreaterThan(0);
    });
  }
}

/** What is wrong with the answers to a run; why there are none. */
async function problemsOf(
  page: Page,
  recorded: RecordedRun,
  backend: (typeof BACKENDS)[number],
): Promise<string[]> {
  const { bytes, inputs, options } = recorded;
  const [answer = 'no answer'] = await page.evaluate(([one, by]) => harness.runFiles([one], by), [
    { bytes, inputs, options },
    backend,
  ] as const);
  if (typeof answer === 'string') return [answer];
  return answer.flatMap((outputs, index) => {
    const data = Object.entries(outputs).map(([output, tensor]) => [output, tensor.data] as const);
    return faultsOf(recorded, Object.fromEntries(data)).map(
      (fault) => `run ${index === 0 ? 1 : 3}: ${fault}`,
    );
  });
}
