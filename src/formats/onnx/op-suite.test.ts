// Every case of the op suite read and run on the CPU, against ONNX Runtime.
import { describe, it } from 'vitest';
import { expectSameAsOnnxRuntime } from '../../../e2e/corpus/onnx/check-case';
import { OP_CASES } from '../../../e2e/corpus/onnx/index';
import { describeCase } from '../../../e2e/corpus/onnx/op-case';
import { turned } from '../../../e2e/corpus/onnx/turned';
import { sampleOf } from '../../util/sample.fixtures';

const SEED = 20_261_124;
/** In a sample one of three, each as it is or with its axes turned. */
const SAMPLE = 500;
const CASES = OP_CASES.map((test, index) => [describeCase(test), test, SEED + index] as const);

describe('op suite', () => {
  it.each(sampleOf('ops', CASES, SAMPLE))('%s', (_, test, seed) =>
    expectSameAsOnnxRuntime(test, seed),
  );
});

describe('op suite, axes in another order', () => {
  it.each(sampleOf('ops turned', CASES, SAMPLE))('%s', (_, test, seed) =>
    expectSameAsOnnxRuntime(turned(test, seed), seed),
  );
});
