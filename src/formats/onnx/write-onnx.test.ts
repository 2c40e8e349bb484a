// Written ONNX files: ONNX Runtime computes from them what the reference ops compute from the graph.
import { describe, expect, it } from 'vitest';
import { graphOf, WRITE_CASES } from '../../../e2e/corpus/onnx/write-cases';
import { UnsupportedError } from '../../errors';
import { GraphBuilder } from '../../graph/builder';
import type { OpName } from '../../ops/registry';
import { NO_PADS } from '../../ops/window';
import { evaluateGraph } from '../../reference/evaluate-graph';
import { decodeOnnx } from './decode-model';
import { expectClose, outputsAmong, outputsOfRuntime, seededInputs } from './onnx-runtime.fixtures';
import { writeOnnx } from './write-onnx';

/** Ops that only move or choose numbers: not a bit may differ. */
const EXACT: readonly OpName[] = [
  ...(['concat', 'copy', 'reshape', 'transpose', 'slice', 'as-strided', 'pad2d'] as const),
  ...(['max-pool2d', 'global-max-pool', 'top-k'] as const),
  ...(['comparison', 'choose', 'arg-max'] as const),
];
/** Sums of up to 105 float32 products of at most 2, and functions of float32 accuracy. */
const BOUND = 2e-5;

const cases = Object.entries(WRITE_CASES).flatMap(([op, list]) =>
  list.map((one) => ({ op: op as OpName, title: one.title, one })),
);

describe.each(['nchw', 'nhwc'] as const)('a graph of axis order %s', (axisOrder) => {
  it.each(cases)('$op: $title', async ({ op, one }) => {
    const graph = graphOf(one, axisOrder);
    const inputs = seededInputs(graph);
    const want = outputsAmong(graph, evaluateGraph(graph, inputs));
    expectClose(await outputsOfRuntime(graph, inputs), want, EXACT.includes(op) ? 0 : BOUND);
  });
});

/** Types of the nodes that are written for a case. */
function opTypes(
  op: keyof typeof WRITE_CASES,
  title: string,
  axisOrder: 'nchw' | 'nhwc' = 'nchw',
): string[] {
  const one = WRITE_CASES[op].find((each) => each.title === title);
  if (!one) throw new RangeError(`There is no case "${title}" of ${op}.`);
  return decodeOnnx(writeOnnx(graphOf(one, axisOrder))).graph.nodes.map(({ opType }) => opType);
}

describe('the file', () => {
  it('says who wrote it, for which op set, and keeps names', () => {
    const graph = graphOf(WRITE_CASES['bias-add'][0] ?? { title: '', build: () => '' }, 'nhwc');
    const file = decodeOnnx(writeOnnx(graph));
    expect(file).toMatchObject({ irVersion: 8, producer: 'kindling', opsets: { '': 17 } });
    expect(file.graph).toMatchObject({
      name: 'a map',
      inputs: [{ name: 'x', elementType: 1, dims: [2, 5, 7, 3] }],
      outputs: [{ name: 'bias-add_1', elementType: 1, dims: [2, 5, 7, 3] }],
    });
    expect(file.graph.initializers.map(({ name, dims }) => [name, dims])).toEqual([
      ['b', [1, 3, 1, 1]],
    ]);
  });

  it('gives every node and value one name', () => {
    for (const { one } of cases) {
      const { nodes, initializers, inputs } = decodeOnnx(writeOnnx(graphOf(one, 'nhwc'))).graph;
      const values = [...inputs, ...initializers].map(({ name }) => name);
      const results = nodes.flatMap(({ outputs }) => outputs);
      expect(new Set([...values, ...results]).size).toBe(values.length + results.length);
      expect(new Set(nodes.map(({ name }) => name)).size).toBe(nodes.length);
    }
  });

  it('turns feature maps only where their order matters', () => {
    expect(opTypes('reshape', 'a map to vectors')).toEqual(['Transpose', 'Reshape']);
    expect(opTypes('reshape', 'a map to vectors', 'nhwc')).toEqual(['Reshape']);
    expect(opTypes('reshape', 'a single pixel to vectors')).toEqual(['Reshape']);
    expect(opTypes('reshape', 'vectors to single pixels')).toEqual(['Reshape']);
    expect(opTypes('reshape', 'one channel to vectors')).toEqual(['Reshape']);
    expect(opTypes('softmax', 'channels of a map')).toEqual(['Softmax']);
    expect(opTypes('softmax', 'channels of a map', 'nhwc')).toEqual([
      'Transpose',
      'Softmax',
      'Transpose',
    ]);
    expect(opTypes('transpose', 'axes of a map')).toEqual(['Transpose']);
  });

  it('writes layers as other tools do', () => {
    expect(opTypes('conv2d', 'a prologue')).toEqual(['BatchNormalization', 'Relu', 'Conv', 'Tanh']);
    expect(opTypes('fully-connected', 'vectors, without bias')).toEqual(['Gemm', 'Relu']);
    expect(
      opTypes('fully-connected', 'a feature map, and its weights for vectors as well'),
    ).toEqual(['Gemm', 'Flatten', 'Gemm']);
    expect(opTypes('global-average-pool', 'a map')).toEqual(['GlobalAveragePool', 'Flatten']);
  });

  it('has 8-bit rounding where the steps fit a byte, and arithmetic where they do not', () => {
    const quantize = (scale: number, low: number, high: number) =>
      opTypes('activation', JSON.stringify({ quantize: { scale, low, high } }));
    const pair = ['QuantizeLinear', 'DequantizeLinear'];
    expect(quantize(2 ** -6, -0.5, 255 * 2 ** -6 - 0.5)).toEqual(pair);
    expect(quantize(2 ** -6, 0, 1)).toEqual([...pair, 'Clip']);
    expect(quantize(2 ** -10, -1, 1)).toEqual(['Div', 'Round', 'Mul', 'Clip']);
    expect(quantize(0.3, -1, 1)).toEqual(['Div', 'Round', 'Mul', 'Clip']);
  });
});

describe('what cannot be written', () => {
  it('is a graph whose concats are elided', () => {
    const net = new GraphBuilder('dense', 'nchw');
    const x = net.input('x', [1, 2, 2, 4]);
    const graph = net.build([net.node('copy', 'y', [x], {})]);
    const values = new Map(graph.values);
    values.set('y', {
      name: 'y',
      shape: [1, 2, 2, 4],
      dtype: 'f32',
      view: { of: 'z', channelOffset: 0 },
    });
    values.set('z', { name: 'z', shape: [1, 2, 2, 4], dtype: 'f32' });
    const elided = { ...graph, values };
    expect(() => writeOnnx(elided)).toThrow(UnsupportedError);
    expect(() => writeOnnx(elided)).toThrow(/"y" of "dense" lies inside "z".*before its passes/);
  });

  it('is not written of a graph whose convolutions were lowered', () => {
    const net = new GraphBuilder('lowered', 'nchw');
    const v = net.node('winograd-input', 'patches', [net.input('x', [1, 4, 4, 2])], {
      tile: 2,
      kernel: 3,
      stride: 1,
      pads: NO_PADS,
    });
    const lowered = net.build([v]);
    expect(() => writeOnnx(lowered)).toThrow(UnsupportedError);
    expect(() => writeOnnx(lowered)).toThrow(/"patches" \(winograd-input\).*before its passes/);
  });

  it('is a resize whose scales say nothing about its size', () => {
    const net = new GraphBuilder('resize', 'nchw');
    const y = net.node('resize2d', 'up', [net.input('x', [1, 2, 2, 1])], {
      size: [5, 5],
      scales: [2, 2],
      mode: 'linear',
      coordinates: 'half-pixel',
      rounding: 'floor',
    });
    expect(() => writeOnnx(net.build([y]))).toThrow(/"up" resizes 2,2 to 5,5 .* scales 2,2/);
  });
});
