// The bounds of every case of the kernel suite, in both formats, and what the reference gives for it: a checksum for each op.
import { expect, it } from 'vitest';
import { producerOf } from '../../src/graph/uses';
import { ALL_KERNELS } from '../../src/kernels/further-kernels.gen';
import { FLOAT16, FLOAT32 } from '../../src/ops/number-format';
import { accuracyOf } from '../../src/reference/bounds';
import { evaluateGraph } from '../../src/reference/evaluate-graph';
import { buildCase } from '../corpus/kernels/case-graph';
import { casesOf } from '../corpus/kernels/cases';
import { checksum } from './checksum';

const OPS = [...new Set(ALL_KERNELS.flatMap(({ ops }) => ops))].sort();

/** Of cases that are many, every so many. */
const MOST_CASES = 24;

it('are what they were', { timeout: 300_000 }, async () => {
  const lines = OPS.map((op) => {
    const cases = casesOf(op);
    const step = Math.ceil(cases.length / MOST_CASES);
    const sums = cases
      .filter((_, index) => index % step === 0)
      .map((test, index) => {
        const built = buildCase(test, index);
        const node = producerOf(built.graph, built.result);
        if (!node) throw new RangeError(`Nothing computes "${built.result}".`);
        const values = evaluateGraph(built.graph, built.inputs);
        const result = Float32Array.from(values.get(built.result)?.data ?? []);
        const accuracies = [FLOAT32, FLOAT16].map((format) =>
          accuracyOf({ ...built, node }, { format }),
        );
        return [
          checksum(result),
          // In float32: the last bits of exp and the like are not the same in every version of Node.
          ...accuracies.flatMap(({ bounds, magnitudes }) => [
            checksum(Float32Array.from(bounds)),
            checksum(Float32Array.from(magnitudes)),
          ]),
        ];
      });
    const [results, ...bounds] = (sums[0] ?? []).map((_, column) =>
      checksum(sums.map((row) => row[column]).join()),
    );
    return `${op}: ${sums.length} cases, results ${results}, bounds ${bounds.join(' ')}`;
  });
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('bounds.txt');
});
