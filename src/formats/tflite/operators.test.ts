// Every operator and each of its forms: the ops that it becomes, and the numbers that LiteRT recorded for the same file.
import { describe, expect, it } from 'vitest';
import { inputNumbers, type OpCase } from '../../../e2e/corpus/tflite/case-parts';
import { DETECTION_CASES } from '../../../e2e/corpus/tflite/further-detection-cases';
import {
  FUNCTION_CASES,
  FURTHER_FUNCTION_CASES,
} from '../../../e2e/corpus/tflite/further-function-cases';
import { MOVEMENT_CASES } from '../../../e2e/corpus/tflite/further-movement-cases';
import { SAMPLING_CASES, UNPOOLING_CASES } from '../../../e2e/corpus/tflite/further-window-cases';
import { LITERT_FURTHER_OUTPUTS } from '../../../e2e/corpus/tflite/litert-further-outputs';
import { LITERT_OUTPUTS } from '../../../e2e/corpus/tflite/litert-outputs';
import { ARITHMETIC_CASES, SHAPE_CASES, WINDOW_CASES } from '../../../e2e/corpus/tflite/op-cases';
import { INT8_CASES, UINT8_CASES } from '../../../e2e/corpus/tflite/quantized-cases';
import { UnsupportedError } from '../../errors';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { f32Tensor, type Tensor } from '../../tensor/tensor';
import { FURTHER_OPERATORS } from './further-operators';
import { readTfliteNow } from './read-now.fixtures';
import { writeTflite } from './tflite.fixtures';

const FLOAT_CASES = { ...WINDOW_CASES, ...ARITHMETIC_CASES, ...SHAPE_CASES };
const FURTHER_CASES = {
  ...DETECTION_CASES,
  ...FUNCTION_CASES,
  ...FURTHER_FUNCTION_CASES,
  ...MOVEMENT_CASES,
  ...SAMPLING_CASES,
  ...UNPOOLING_CASES,
};
const ALL_CASES = { ...FLOAT_CASES, ...UINT8_CASES, ...INT8_CASES };

/** The output of a case as our graph gives it, computed by the reference ops. */
function evaluate(opCase: Pick<OpCase, 'file'>, batch = 1, sign = 1) {
  const { file } = opCase;
  const { graph } = readTfliteNow(writeTflite(file), { name: 'case', batch });
  const numbers = inputNumbers(opCase);
  const inputs = file.inputs.map((index, i) => {
    const tensor = file.tensors[index];
    const image = realNumbers(tensor, numbers[i] ?? []);
    const images = [image.map((x) => sign * x), image.map((x) => -x)].slice(0, batch);
    const shape = graph.values.get(`t${index}`)?.shape ?? [];
    return [`t${index}`, f32Tensor(shape, Float32Array.from(images.flat()))] as const;
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

function checkOutput(
  { file }: Pick<OpCase, 'file'>,
  output: Tensor | undefined,
  codes: readonly number[],
) {
  const tensor = file.tensors[file.outputs[0] ?? 0];
  const shape = tensor?.shape ?? [];
  // A single number has one axis in our graphs.
  expect(output?.shape).toEqual(shape.length > 0 ? shape : [1]);
  const want = realNumbers(tensor, codes);
  // To 5e-5: below any step of a quantised output, and far above the rounding of float32 sums of these few numbers.
  for (const [i, number] of want.entries()) {
    expect(output?.data[i], `number ${i}`).toBeCloseTo(number, 4);
  }
  expect(output?.data).toHaveLength(want.length);
}

describe.each(Object.entries(ALL_CASES))('%s', (name, opCase) => {
  it('becomes the ops that compute what LiteRT computes', () => {
    const { graph, output } = evaluate(opCase);
    expect(graph.nodes.map(({ op }) => op)).toEqual(opCase.ops);
    checkOutput(opCase, output, LITERT_OUTPUTS[name] ?? []);
  });
});

describe.each(Object.entries(FURTHER_CASES))('%s', (name, furtherCase) => {
  it('computes what LiteRT computes', () => {
    checkOutput(furtherCase, evaluate(furtherCase).output, LITERT_FURTHER_OUTPUTS[name] ?? []);
  });
});

describe.each(Object.entries({ ...FLOAT_CASES, ...FURTHER_CASES }))('%s', (_, furtherCase) => {
  it('computes two images as it computes each, or is refused', () => {
    const [first, second] = [1, 2].map((batch) => {
      try {
        return evaluate(furtherCase, batch).output;
      } catch (error) {
        expect(error).toBeInstanceOf(UnsupportedError);
        return null;
      }
    });
    if (!first || !second) return;
    // The second image is the first one negated.
    const half = second.data.length / 2;
    expect(half).toBe(first.data.length);
    expect(second.data.slice(0, half)).toEqual(first.data);
    expect(second.data.slice(half)).toEqual(evaluate(furtherCase, 1, -1).output?.data);
  });
});

describe('the operator table', () => {
  it('has a case for every operator', () => {
    const files = Object.values({ ...ALL_CASES, ...FURTHER_CASES }).map(({ file }) => file);
    const ops = [...files.flatMap(({ operators }) => operators.map(({ op }) => op)), 'DENSIFY'];
    expect([...FURTHER_OPERATORS.converters.keys()].filter((op) => !ops.includes(op))).toEqual([]);
  });
});
