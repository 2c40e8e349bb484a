// Choices that follow from measurements.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../ir/builder';
import type { Graph, Node } from '../ir/graph';
import { evenPads } from '../ir/ops';
import type { WinogradTile } from '../ir/winograd';
import { callOf } from '../plan/build-plan';
import { lowerWinograd, tileByRules } from '../plan/lower-winograd';
import { candidatesOf, selectKernel } from '../plan/select-kernel';
import { f32Tensor } from '../tensor/tensor';
import { callKey } from './call-key';
import { selectionId, type Tuning, tunedChoice, tunedWinograd } from './tuning';

/** A 3×3 convolution, of 16 to 64 channels unless more is said. */
function network(
  weight = 1,
  x: readonly [n: number, h: number, w: number, c: number] = [1, 16, 16, 16],
  k = 64,
): { graph: Graph; conv: Node<'conv2d'> } {
  const builder = new GraphBuilder('one', 'nhwc');
  builder.input('x', x);
  builder.constant('w', f32Tensor([k, x[3], 3, 3], new Float32Array(k * x[3] * 9).fill(weight)));
  const attributes = {
    kernel: [3, 3],
    strides: [1, 1],
    pads: evenPads(1),
    dilations: [1, 1],
    groups: 1,
    activation: 'none',
  } as const;
  const y = builder.node('conv2d', 'conv', ['x', 'w'], attributes);
  const graph = builder.build([y]);
  const conv = graph.nodes.find((node) => node.op === 'conv2d');
  if (!conv) throw new Error('The network has no convolution.');
  return { graph, conv };
}

describe('callKey', () => {
  it('tells sizes apart, and not what the numbers are', () => {
    const [one, other] = [network(1), network(2)];
    const keys = [one, other].map(({ graph, conv }) => callKey(callOf(graph, conv)));
    expect(keys[0]).toBe(keys[1]);
    const { graph, conv } = one;
    const call = callOf(graph, conv);
    const strided = { ...call, attributes: { ...call.attributes, strides: [2, 2] } };
    expect(callKey(strided)).not.toBe(keys[0]);
  });
});

describe('tunedChoice', () => {
  const { graph, conv } = network();
  const call = callOf(graph, conv);

  it('takes what was fastest', () => {
    const rules = selectKernel(call, 'software', true);
    const other = candidatesOf(call, 'software', true).at(-1);
    if (!rules || !other) throw new Error('There are no candidates.');
    expect(selectionId(other)).not.toBe(selectionId(rules));
    const tuning = { [callKey(call)]: { variant: selectionId(other), ms: 1 } };
    expect(tunedChoice(tuning, true)(call, 'software')).toEqual(other);
  });

  it('keeps to the rules where nothing was measured, or what was is no longer there', () => {
    const rules = selectKernel(call, 'software', true);
    expect(tunedChoice({}, true)(call, 'software')).toEqual(rules);
    const gone = { [callKey(call)]: { variant: 'conv2d-of-yesterday', ms: 1 } };
    expect(tunedChoice(gone, true)(call, 'software')).toEqual(rules);
  });

  it('takes no variant that the device cannot run', () => {
    const quad = candidatesOf(call, 'software', true).find(
      ({ variant }) => variant.weights === 'quad',
    );
    if (!quad) throw new Error('There is no such candidate.');
    const tuning = { [callKey(call)]: { variant: selectionId(quad), ms: 1 } };
    expect(tunedChoice(tuning, false)(call, 'software')?.variant.weights).toBe('each');
  });
});

describe('tunedWinograd', () => {
  const { graph, conv } = network();
  const stepsOf = (tile: WinogradTile) => {
    const lowered = lowerWinograd(graph, 'software', () => tile);
    return lowered.nodes.map((node) => callKey(callOf(lowered, node)));
  };
  const timed = (whole: number, small: readonly number[], large: readonly number[]) => {
    const [two, four] = [stepsOf(2), stepsOf(4)];
    return Object.fromEntries([
      [callKey(callOf(graph, conv)), { variant: '', ms: whole }],
      ...small.map((ms, index) => [two[index] ?? '', { variant: '', ms }] as const),
      ...large.map((ms, index) => [four[index] ?? '', { variant: '', ms }] as const),
    ]);
  };
  const chosen = (tuning: Tuning) => tunedWinograd(tuning)(graph, conv, 'software');

  it('tells the steps of one tile from those of the other', () => {
    expect(new Set([...stepsOf(2), ...stepsOf(4)]).size).toBe(6);
    for (const key of stepsOf(4)) expect(key).toContain('"tile":4');
  });

  it('takes the tile whose three steps together are fastest, or none', () => {
    expect(chosen(timed(10, [1, 5, 3], [2, 6, 3]))).toBe(2);
    expect(chosen(timed(10, [2, 6, 1], [1, 5, 2]))).toBe(4);
    expect(chosen(timed(8, [1, 5, 3], [1, 5, 3]))).toBeNull();
    expect(chosen(timed(10, [4, 4, 4], [1, 5, 3]))).toBe(4);
  });

  it('keeps to the rules where a step was not measured', () => {
    for (const adapter of ['software', 'hardware'] as const) {
      const byRules = tileByRules(graph, conv, adapter);
      for (const tuning of [{}, timed(1, [1, 5], [1, 1, 1]), timed(100, [5, 5, 5], [1, 1])]) {
        expect(tunedWinograd(tuning)(graph, conv, adapter)).toBe(byRules);
      }
    }
  });

  it('asks for no measurements of a tile that is too large for a binding', () => {
    // 512×512 tiles of 16 elements of 12 channels are more than 128 MiB, 256×256 of 36 are not.
    const large = network(1, [1, 1024, 1024, 1], 12);
    const lowered = lowerWinograd(large.graph, 'software', () => 4);
    const tuning = Object.fromEntries([
      [callKey(callOf(large.graph, large.conv)), { variant: '', ms: 10 }],
      ...lowered.nodes.map(
        (node) => [callKey(callOf(lowered, node)), { variant: '', ms: 1 }] as const,
      ),
    ]);
    expect(lowered.nodes).toHaveLength(3);
    expect(tunedWinograd(tuning)(large.graph, large.conv, 'software')).toBe(4);
  });
});
