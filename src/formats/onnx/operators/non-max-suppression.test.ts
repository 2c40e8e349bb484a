// Which boxes are kept, against ONNX Runtime, which gives no rows for those that are not.
import { describe, expect, it } from 'vitest';
import { buildCaseFile } from '../../../../e2e/corpus/onnx/case-file';
import { runOnnxRuntime } from '../../../../e2e/corpus/onnx/onnx-runtime';
import { f, i, n, net, type OpCase, x } from '../../../../e2e/corpus/onnx/op-case';
import { valueNamed } from '../../../graph/graph';
import { evaluateGraph } from '../../../reference/evaluate-graph';
import { f32Tensor } from '../../../tensor/tensor';
import { ONNX_TYPES } from '../onnx-model';
import { readOnnxNow } from '../read-now.fixtures';

/** Of 24 boxes in each of two pictures, for three classes. */
function choosing(limit: number, overlap: number, least: number | null, isCentred = 0): OpCase {
  const inputs = [x(2, 24, 4), x(2, 3, 24), i([limit]), f([overlap])];
  const thresholds = least === null ? inputs : [...inputs, f([least])];
  return net([
    n('NonMaxSuppression', thresholds, { center_point_box: isCentred }),
    n('Cast', ['$'], { to: ONNX_TYPES.FLOAT }),
  ]);
}

const CASES: readonly (readonly [OpCase, rows: number])[] = [
  [choosing(24, 0.25, null), 144],
  [choosing(5, 0.5, null), 30],
  [choosing(100, 0.125, 0.5), 144],
  [choosing(24, 0.25, -0.75), 144],
  [choosing(24, 0, 0), 144],
  [choosing(24, 0.25, 0.5, 1), 144],
];

describe('NonMaxSuppression', () => {
  it.each(CASES.map(([test, rows], seed) => [seed, rows, test] as const))(
    'keeps what ONNX Runtime keeps, seed %i, in %i rows',
    async (seed, rows, test) => {
      const file = buildCaseFile(test, seed);
      const want = Array.from((await runOnnxRuntime(file)).y1?.data ?? []);
      const { graph } = readOnnxNow(file.bytes, { name: 'case', batch: 1 });
      const inputs = graph.inputs.map((name) => {
        const { shape } = valueNamed(graph, name);
        return [name, f32Tensor(shape, file.inputs[name]?.data ?? new Float32Array())] as const;
      });
      const y = evaluateGraph(graph, Object.fromEntries(inputs)).get('y1');
      expect(y?.shape).toEqual([rows, 3]);
      const got = Array.from(y?.data ?? []);
      expect(got.filter((number) => number >= 0)).toEqual(want);
      expect(want.length).toBeGreaterThan(0);
      // A row is used or not, as a whole.
      for (let row = 0; row < rows; row++) {
        expect(new Set(got.slice(3 * row, 3 * row + 3).map((number) => number < 0)).size).toBe(1);
      }
    },
  );

  it.each([
    [choosing(0, 0.5, null), /keeps no box/],
    [
      net([n('NonMaxSuppression', [x(1, 300, 4), x(1, 1, 300), i([300])])]),
      /keeps 300 boxes of a class; Kindling keeps 256/,
    ],
    [net([n('NonMaxSuppression', [x(1, 9, 4), x(1, 1, 9), i([5]), x(1)])]), /computes its input 3/],
  ])('is refused where it cannot be computed', (test, words) => {
    const { bytes } = buildCaseFile(test, 1);
    expect(() => readOnnxNow(bytes, { name: 'case', batch: 1 })).toThrow(words);
  });
});
