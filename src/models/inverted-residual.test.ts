// The block of MobileNet v2, v3 and EfficientNet: which layers there are, and what squeeze-and-excite computes.
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../reference/evaluate-graph';
import { f32Tensor } from '../tensor/tensor';
import { type InvertedResidual, invertedResidual } from './inverted-residual';
import { LayerBuilder } from './layers';
import { seededWeights } from './weights';

const BLOCK: InvertedResidual = {
  expanded: 8,
  channels: 4,
  kernel: 3,
  stride: 1,
  activation: 'relu',
};

/** The block on a map of 6×5×4, two images. */
function build(given: Partial<InvertedResidual>) {
  const net = new LayerBuilder('net', 'nchw', seededWeights());
  net.graph.input('x', [2, 6, 5, 4]);
  return net.graph.build([invertedResidual(net, 'a', 'x', { ...BLOCK, ...given })]);
}

describe('invertedResidual', () => {
  it.each<[string, Partial<InvertedResidual>, string[], number[]]>([
    [
      'adds x to what has its shape',
      {},
      ['a/expand/conv', 'a/depthwise/conv', 'a/project/conv', 'a'],
      [2, 6, 5, 4],
    ],
    [
      'adds nothing where the size changes',
      { stride: 2 },
      ['a/expand/conv', 'a/depthwise/conv', 'a/conv'],
      [2, 3, 3, 4],
    ],
    [
      'adds nothing where channels change',
      { channels: 5 },
      ['a/expand/conv', 'a/depthwise/conv', 'a/conv'],
      [2, 6, 5, 5],
    ],
    [
      'does not expand to as many channels',
      { expanded: 4 },
      ['a/depthwise/conv', 'a/project/conv', 'a'],
      [2, 6, 5, 4],
    ],
  ])('%s', (_, given, names, shape) => {
    const { nodes, values } = build(given);
    const found = nodes.filter(({ op }) => op === 'conv2d' || op === 'add').map(({ name }) => name);
    expect(found).toEqual(names);
    expect(values.get('a')?.shape).toEqual(shape);
  });

  it('multiplies each channel by a gate of all its image', () => {
    const squeezeExcite = { channels: 3, activation: 'relu', gate: 'sigmoid' } as const;
    const graph = build({ squeezeExcite });
    const data = Float32Array.from({ length: 2 * 6 * 5 * 4 }, (_, i) => Math.cos(i));
    const values = evaluateGraph(graph, { x: f32Tensor([2, 6, 5, 4], data) });
    const [y = [], excited = [], gates = []] = ['a/depthwise', 'a/excite', 'a/gates'].map(
      (name) => [...(values.get(name)?.data ?? [])],
    );
    expect(gates).toHaveLength(2 * 8);
    expect(new Set(gates).size).toBe(2 * 8);
    expect(gates.every((gate) => gate > 0 && gate < 1)).toBe(true);
    for (const [i, value] of excited.entries()) {
      const gate = gates[Math.floor(i / (30 * 8)) * 8 + (i % 8)] ?? 0;
      expect(value).toBe(Math.fround((y[i] ?? 0) * gate));
    }
  });
});
