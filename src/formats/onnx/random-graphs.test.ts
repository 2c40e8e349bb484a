// Random graphs read and run on the CPU, against ONNX Runtime.
import fc from 'fast-check';
import { it } from 'vitest';
import { expectSameAsOnnxRuntime } from '../../../e2e/corpus/onnx/check-case';
import { randomCases } from '../../../e2e/corpus/onnx/random-case';
import { timesOf } from '../../util/sample.fixtures';

/** Of the inputs' numbers. */
const SEED = 20_261_124;

it('random graphs give what ONNX Runtime gives', async () => {
  // Sums of short numbers are exact, however many there are here.
  const property = fc.asyncProperty(randomCases, (test) => expectSameAsOnnxRuntime(test, SEED, 0));
  await fc.assert(property, { numRuns: timesOf(60, 300) });
});
