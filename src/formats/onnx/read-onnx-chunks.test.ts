// Files of common ops are read without the chunk of further ones, and come out the same.

import { describe, expect, it } from 'vitest';
import { buildCaseFile } from '../../../e2e/corpus/onnx/case-file';
import { OP_CASES } from '../../../e2e/corpus/onnx/index';
import { UnsupportedError } from '../../errors';
import type { Graph } from '../../graph/graph';
import { printGraph } from '../../graph/print.fixtures';
import { COMMON_OPS } from './common-ops';
import { convertModel } from './convert-model';
import { decodeOnnx } from './decode-model';
import { readOnnxNow } from './read-now.fixtures';
import { readOnnx } from './read-onnx';
import { usesFurtherOps } from './uses-further-ops';

const OPTIONS = { name: 'case', batch: 1, byteLength: 2 ** 20 };
const FILES = OP_CASES.map((test, index) => buildCaseFile(test, index).bytes);
const isCommon = (bytes: Uint8Array) => !usesFurtherOps(decodeOnnx(bytes).graph);

/** Null where they do not have the form that the file asks for: then all ops read it. */
function readByCommonOps(bytes: Uint8Array): Graph | null {
  try {
    return convertModel(decodeOnnx(bytes), OPTIONS, COMMON_OPS).graph;
  } catch (error) {
    expect(error).toBeInstanceOf(UnsupportedError);
    return null;
  }
}

describe('the common ops', { timeout: 60_000 }, () => {
  it('read what is said to need no others as all ops do', () => {
    const common = FILES.filter(isCommon);
    let read = 0;
    for (const bytes of common) {
      const graph = readByCommonOps(bytes);
      if (!graph) continue;
      read++;
      expect(printGraph(graph)).toBe(printGraph(readOnnxNow(bytes, OPTIONS).graph));
    }
    expect(read).toBeGreaterThan(100);
  });

  it('are joined by the others where a file needs them', async () => {
    const further = FILES.filter((bytes) => !isCommon(bytes));
    expect(further.length).toBeGreaterThan(100);
    for (const bytes of further) {
      const { graph } = await readOnnx(bytes, OPTIONS);
      expect(printGraph(graph)).toBe(printGraph(readOnnxNow(bytes, OPTIONS).graph));
    }
  });
});
