// The authors' own file, read and run on the CPU: from KINDLING_WEIGHTS_DIR, else ../shared/weights.
// Skipped where there is no such file, but never in CI.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelFormatError } from '../errors';
import { valueNamed } from '../graph/graph';
import { evaluateGraph } from '../reference/evaluate-graph';
import { zeros } from '../tensor/tensor';
import { readModel } from './read-model';

const FOLDER =
  process.env.KINDLING_WEIGHTS_DIR ?? join(import.meta.dirname, '../../../shared/weights');
const FILE = join(FOLDER, 'compressed_SqueezeNet.net');
const isMissing = !existsSync(FILE);
const why = isMissing ? ` (skipped: no ${FILE})` : '';

/**
 * The five most probable classes of an all-zero input: recorded from ONNX Runtime 1.30 (CPU) on the decompressed
 * network, ../shared/golden/squeezenet1_0_dc.onnx.
 */
const TOP_OF_ZEROS = [
  [892, 0.001753270043991506],
  [600, 0.001653102575801313],
  [631, 0.001642595394514501],
  [794, 0.001612109481357038],
  [419, 0.0016064549563452601],
] as const;

if (isMissing && process.env.CI) {
  it('has the real file in CI', () => {
    expect.fail(`${FILE} is missing; set KINDLING_WEIGHTS_DIR to the folder that holds it.`);
  });
}

describe.skipIf(isMissing)(`compressed_SqueezeNet.net${why}`, () => {
  it('becomes a model for batches of the size asked for', async () => {
    const model = await readModel(readFileSync(FILE), { name: 'squeezenet', batch: 3 });
    expect(model).toMatchObject({ name: 'squeezenet', classifier: { probabilities: 'prob' } });
    expect(valueNamed(model.graph, 'data').shape).toEqual([3, 227, 227, 3]);
    expect(valueNamed(model.graph, 'prob').shape).toEqual([3, 1000]);
  });

  it('is refused when damaged', async () => {
    const reading = readModel(readFileSync(FILE).subarray(0, 300_000));
    await expect(reading).rejects.toThrow(ModelFormatError);
    await expect(reading).rejects.toThrow(/Layer "fire\d\/.*truncated/);
  });

  // 860 million multiply-adds in plain TypeScript: seconds, once.
  it('gives the probabilities that ONNX Runtime gives', { timeout: 60_000 }, async () => {
    const model = await readModel(readFileSync(FILE));
    const prob = evaluateGraph(model.graph, { data: zeros([1, 227, 227, 3]) }).get('prob');
    expect(prob?.shape).toEqual([1, 1000]);
    const ranked = Array.from(prob?.data ?? [], (probability, index) => ({ probability, index }))
      .sort((a, b) => b.probability - a.probability)
      .slice(0, 5);
    expect(ranked.map(({ index }) => index)).toEqual(TOP_OF_ZEROS.map(([index]) => index));
    for (const [rank, [index, want]] of TOP_OF_ZEROS.entries()) {
      // ONNX Runtime sums in float32, the reference in doubles. Through 26 layers the logits (below 1) differ by
      // less than 1e-5, and so do probabilities relative to their size.
      const got = ranked[rank]?.probability ?? Number.NaN;
      expect(Math.abs(got / want - 1), `class ${index}: got ${got}, want ${want}`).toBeLessThan(
        1e-5,
      );
    }
  });
});
