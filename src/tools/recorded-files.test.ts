// Files of other people on the reference: each is right by the outputs that TensorFlow Lite gave for it.
import { describe, expect, it } from 'vitest';
import {
  FOLDERS,
  faultsOf,
  recordedFiles,
  recordedRun,
} from '../../e2e/corpus/tflite/recorded-files';
import { readModel } from '../runtime/read-model';
import { runReference } from './run-reference';

for (const { name, path, isMissing } of FOLDERS) {
  if (isMissing && process.env.CI) {
    it('has the recorded files in CI', () => {
      expect.fail(`${path} is missing; it belongs beside KINDLING_WEIGHTS_DIR.`);
    });
  }
  describe.skipIf(isMissing)(`${name}${isMissing ? ` (skipped: no ${path})` : ''}`, () => {
    const files = isMissing ? [] : recordedFiles(path);
    it.each(files)('$name gives what was recorded', { timeout: 120_000 }, async (file) => {
      const run = await recordedRun(file);
      const model = await readModel(run.bytes, { name: file.name, ...run.options });
      const tensors = Object.entries(await runReference(model, run.inputs));
      const answers = Object.fromEntries(tensors.map(([output, { data }]) => [output, data]));
      expect(faultsOf(run, answers)).toEqual([]);
      const numbers = tensors.flatMap(([, { data }]) => Array.from(data));
      expect(numbers.length).toBeGreaterThan(0);
      expect(numbers.every(Number.isFinite)).toBe(true);
    });
  });
}
