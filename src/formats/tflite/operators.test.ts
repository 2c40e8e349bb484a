// Every operator and each of its forms: the ops that it becomes, and the numbers that LiteRT recorded for the same file.
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { f32Tensor } from '../../tensor/tensor';
import { inputNumbers, type OpCase } from './case-parts.fixtures';
import { LITERT_OUTPUTS } from './litert-outputs.fixtures';
import { ARITHMETIC_CASES, SHAPE_CASES, WINDOW_CASES } from './op-cases.fixtures';
import { CONVERTERS } from './operators';
import { INT8_CASES, UINT8_CASES } from './quantized-cases.fixtures';
import { readTfliteNow } from './read-now.fixtures';
import { writeTflite } from './tflite.fixtures';

const FLOAT_CASES = { ...WINDOW_CASES, ...ARITHMETIC_CASES, ...SHAPE_CASES };
const ALL_CASES = { ...FLOAT_CASES, ...UINT8_CASES, ...INT8_CASES };

/** The output of a case as our graph gives it, computed by the reference ops. */
function evaluate(opCase: OpCase) {
  const { file } = opCase;
  const { graph } = readTfliteNow(writeTflite(file), { name: 'case', batch: 1 });
  const numbers = inputNumbers(opCase);
  const inputs = file.inputs.map((index, i) => {
    const tensor = file.tensors[index];
    const data = Float32Array.from(realNumbers(tensor, numbers[i] ?? []));
    return [`t${index}`, f32Tensor(tensor?.shape ?? [], data)] as const;
  });
  const values = evaluateGraph(graph, Object.fromEntries(inputs));
  return { graph, output: values.get(`t${file.outputs[0]}`) };
}

function realNumbers(
  tensor: { readonly scales?: readonly number[]; readonly zeroPoints?: readonly number[] } = {},
  codes: ArrayLike<number>,
): number[] {
  const scale = Math.fround(tensor.scales?.[0] ?? 1);
  return Array.from(codes, (code) => (code - (tensor.zeroPoints?.[0] ?? 0)) * scale);
}

describe.each(Object.entries(ALL_CASES))('%s', (name, opCase) => {
  it('becomes the ops that compute what LiteRT computes', () => {
    const { graph, output } = evaluate(opCase);
    expect(graph.nodes.map(({ op }) => op)).toEqual(opCase.ops);
    const tensor = opCase.file.tensors[opCase.file.outputs[0] ?? 0];
    expect(output?.shape).toEqual(tensor?.shape);
    const want = realNumbers(tensor, LITERT_OUTPUTS[name] ?? []);
    // Below any step of a quantised output, and far above the rounding of float32 sums of these few numbers.
    for (const [i, number] of want.entries()) {
      expect(output?.data[i], `number ${i}`).toBeCloseTo(number, 4);
    }
    expect(output?.data).toHaveLength(want.length);
  });
});

describe('the operator table', () => {
  it('has a case for every operator', () => {
    const ops = Object.values(ALL_CASES).flatMap(({ file }) => file.operators.map(({ op }) => op));
    expect([...CONVERTERS.keys()].filter((op) => !ops.includes(op))).toEqual([]);
  });
});
