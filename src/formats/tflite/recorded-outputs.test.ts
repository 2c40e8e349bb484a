// Files of other people: each is right by the outputs that TensorFlow Lite gave for it.
import { describe, expect, it } from 'vitest';
import {
  FOLDERS,
  recordedErrors,
  recordedFiles,
} from '../../../e2e/corpus/tflite/recorded-outputs';

/**
 * Files whose answers differ by more, as shares of what is allowed. LiteRT rounds the activations of the first two to 8 bits at
 * run time, where we compute in floats. The others are quantised throughout: a step of their logits, which reals near ties
 * may fall either side of, is two steps of a probability.
 */
const APART: Readonly<Record<string, number>> = {
  'form_fc_int8_hybrid.tflite': 4,
  'mobilenet_v2_035_96_embedder_with_metadata.tflite': 20,
  'automl_labeler_model.tflite': 2.4,
  'tf2_mobilenet_v2_1.0_224_ptq.tflite': 2,
};

/**
 * Quantised files that end in choosing places: of noise, which these recordings are of, scores are so near to each other that a
 * step of one moves a box or a joint elsewhere. What they end in is held against LiteRT in further-*-cases.ts.
 */
const CHOOSING = [
  'coco_ssd_mobilenet_v1_1.0_quant_2018_06_29.tflite',
  'movenet_single_pose_lightning_ptq.tflite',
];

for (const { name, path, isMissing } of FOLDERS) {
  if (isMissing && process.env.CI) {
    it('has the recorded files in CI', () => {
      expect.fail(`${path} is missing; it belongs beside KINDLING_WEIGHTS_DIR.`);
    });
  }
  describe.skipIf(isMissing)(`${name}${isMissing ? ` (skipped: no ${path})` : ''}`, () => {
    const files = isMissing ? [] : recordedFiles(path);
    const isChoosing = ({ name: file }: { name: string }) => CHOOSING.includes(file);

    it.each(files.filter((file) => !isChoosing(file)))(
      '$name gives what was recorded',
      { timeout: 120_000 },
      async (file) => {
        for (const [i, error] of (await recordedErrors(file)).entries()) {
          const most = APART[file.name] ?? 1;
          expect(error, `output ${i}, as a share of what is allowed`).toBeLessThanOrEqual(most);
        }
      },
    );

    it.each(files.filter(isChoosing))(
      '$name gives numbers of the recorded shapes',
      { timeout: 120_000 },
      async (file) => {
        // Errors are infinite for other numbers of numbers, and for numbers that are none.
        const errors = await recordedErrors(file);
        expect(errors.length).toBeGreaterThan(0);
        expect(errors.every(Number.isFinite)).toBe(true);
      },
    );
  });
}
