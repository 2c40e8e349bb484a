// Files of all ops that the ONNX reader has: every node of what comes out of the passes has a kernel.
import { describe, expect, it } from 'vitest';
import { buildCaseFile } from '../../e2e/corpus/onnx/case-file';
import { OP_CASES } from '../../e2e/corpus/onnx/index';
import { describeCase } from '../../e2e/corpus/onnx/op-case';
import { UnsupportedError } from '../errors';
import {
  SHARED_CASES,
  sharedCase,
  whyNoSharedCases,
} from '../formats/onnx/files/shared-cases.fixtures';
import { readOnnx } from '../formats/onnx/read-onnx';
import type { Graph } from '../graph/graph';
import { ALL_KERNELS } from '../kernels/further-kernels.gen';
import { optimizeGraph } from '../rewrites/all-passes';
import type { Plan } from './plan';
import { scheduleGraph } from './schedule';
import { plainTarget } from './target.fixtures';

const target = plainTarget('software');

function planOf(graph: Graph): Plan {
  return scheduleGraph(optimizeGraph(graph), target, { kernels: ALL_KERNELS }).plan;
}

describe('networks read from ONNX', () => {
  it('have a kernel for every node: cases of the op suite', async () => {
    const failures: string[] = [];
    for (const [seed, test] of OP_CASES.entries()) {
      const { graph } = await readOnnx(buildCaseFile(test, seed).bytes, { name: '', batch: 1 });
      try {
        planOf(graph);
      } catch (error) {
        failures.push(`${describeCase(test)}: ${error}`);
      }
    }
    expect(failures).toEqual([]);
  });

  it.skipIf(SHARED_CASES.length === 0)(
    `have a kernel for every node: files${whyNoSharedCases}`,
    async () => {
      for (const name of SHARED_CASES) {
        const { file, inputs } = sharedCase(name);
        const sizes = Object.fromEntries(
          Object.entries(inputs).map(([key, { dims }]) => [key, dims]),
        );
        try {
          const { graph } = await readOnnx(file as Uint8Array, { name, batch: 1, inputs: sizes });
          expect(planOf(graph).steps.length).toBeGreaterThan(0);
        } catch (error) {
          // What is refused is not planned.
          expect(error, name).toBeInstanceOf(UnsupportedError);
          expect(String(error)).toMatch(/does not have|asks for/);
        }
      }
    },
  );
});
