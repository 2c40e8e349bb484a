// The kernel suite that GPUs are held to (e2e/corpus/kernels), by the SIMD kernels: every op over odd shapes, inside wider buffers, in batches,
// by the same bounds, which are zero where the data's sums are exact.
import { describe, expect, it } from 'vitest';
import { buildCase, type CaseGraph } from '../../../e2e/corpus/kernels/case-graph';
import { casesOf } from '../../../e2e/corpus/kernels/cases';
import { producerOf } from '../../graph/uses';
import type { OpName } from '../../ops/registry';
import { boundsOf } from '../../reference/bounds';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { optimizeGraph } from '../../rewrites/all-passes';
import { SimdNetwork } from './network';

const SEED = 20_261_130;

/** What the table has, and the share of an op's cases that it computes at least; the others are left to JavaScript. */
const OPS: readonly (readonly [OpName, number])[] = [
  ['conv2d', 1],
  // Tiles of 4×4 under windows of 3×3, where channels are a multiple of four.
  ['winograd-input', 0.09],
  ['winograd-multiply', 0.1],
  ['winograd-output', 0.09],
  // Not where pixels to be joined lie inside a wider buffer.
  ['fully-connected', 0.9],
  ['max-pool2d', 1],
  ['average-pool2d', 1],
  ['global-average-pool', 1],
  ['add', 1],
  ['sub', 1],
  ['mul', 1],
  ['batch-norm', 1],
  ['activation', 1],
  ['requantize', 1],
  ['requantized-sum', 1],
  ['softmax', 1],
  ['copy', 1],
  // Not where channels become others inside a wider buffer.
  ['reshape', 0.8],
  ['as-strided', 0.8],
  ['slice', 0.8],
  ['transpose', 0.8],
];

describe('ops over odd shapes', () => {
  it.each(OPS)('%s', async (op, share) => {
    const failures: string[] = [];
    let computed = 0;
    const cases = casesOf(op);
    for (const [index, test] of cases.entries()) {
      const { kernel, failure } = await compute(buildCase(test, SEED + index));
      if (kernel.startsWith('simd-')) computed++;
      if (failure) failures.push(`${JSON.stringify(test)}: ${kernel}: ${failure}`);
    }
    expect(failures).toEqual([]);
    expect(computed).toBeGreaterThanOrEqual(share * cases.length);
  });
});

/** Computes a case that the table has twice, since no result may depend on what was computed before; the first element that is out of bounds. */
async function compute({ graph, inputs, result }: CaseGraph) {
  const optimized = optimizeGraph(graph);
  const network = await SimdNetwork.create(optimized, null);
  const at = optimized.nodes.findIndex(({ outputs }) => outputs.includes(result));
  const kernel = network.kernels[at] ?? '';
  if (!kernel.startsWith('simd-')) return { kernel, failure: null };
  const node = producerOf(graph, result);
  if (!node) throw new RangeError(`Nothing computes "${result}".`);
  const expected = evaluateGraph(graph, inputs);
  const bounds = boundsOf({ graph, inputs, node }, { shortNumbers: true });
  const most = bounds.reduce((a, b) => Math.max(a, b), 0);
  for (let run = 0; run < 2; run++) {
    const { tensors } = await network.run({ inputs, outputs: graph.outputs }, null);
    for (const name of graph.outputs) {
      const want = expected.get(name)?.data ?? [];
      const got = tensors.get(name)?.data ?? [];
      for (let i = 0; i < want.length; i++) {
        // What surrounds the node's output holds it and copies, which are exact.
        const bound = name === result ? (bounds[i] ?? 0) : most;
        if (Math.abs((got[i] ?? Number.NaN) - (want[i] ?? 0)) <= bound) continue;
        const failure = `run ${run}, "${name}" ${i}: got ${got[i]}, want ${want[i]} ± ${bound}`;
        return { kernel, failure };
      }
    }
  }
  return { kernel, failure: null };
}
