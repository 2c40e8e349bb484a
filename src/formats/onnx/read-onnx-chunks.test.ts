// Files of common ops are read without the chunk of further ones, and come out the same.
import { describe, expect, it } from 'vitest';
import { printGraph } from '../../graph/print';
import { COMMON_OPS } from './common-ops';
import { convertModel } from './convert-model';
import { decodeOnnx } from './decode-model';
import { buildCaseFile } from './op-suite/case-file.fixtures';
import { OP_CASES } from './op-suite/index.fixtures';
import { readOnnxNow } from './read-now.fixtures';
import { readOnnx } from './read-onnx';
import { usesFurtherOps } from './uses-further-ops';

const OPTIONS = { name: 'case', batch: 1, byteLength: 2 ** 20 };
const FILES = OP_CASES.map((test, index) => buildCaseFile(test, index).bytes);
const isCommon = (bytes: Uint8Array) => !usesFurtherOps(decodeOnnx(bytes).graph);

describe('the common ops', { timeout: 60_000 }, () => {
  it('read what is said to need no others as all ops do', () => {
    const common = FILES.filter(isCommon);
    expect(common.length).toBeGreaterThan(100);
    for (const bytes of common) {
      const { graph } = convertModel(decodeOnnx(bytes), OPTIONS, COMMON_OPS);
      expect(printGraph(graph)).toBe(printGraph(readOnnxNow(bytes, OPTIONS).graph));
    }
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
