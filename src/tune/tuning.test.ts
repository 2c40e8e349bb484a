// Choices that follow from measurements.
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../ir/builder';
import type { Graph, Node } from '../ir/graph';
import { evenPads } from '../ir/ops';
import { callOf } from '../plan/build-plan';
import { isFasterByWinograd, lowerWinograd } from '../plan/lower-winograd';
import { candidatesOf, selectKernel } from '../plan/select-kernel';
import { f32Tensor } from '../tensor/tensor';
import { callKey } from './call-key';
import { selectionId, tunedChoice, tunedWinograd } from './tuning';

/** A 3×3 convolution of 16 to 64 channels. */
function network(weight = 1): { graph: Graph; conv: Node<'conv2d'> } {
  const builder = new GraphBuilder('one', 'nhwc');
  builder.input('x', [1, 16, 16, 16]);
  builder.constant('w', f32Tensor([64, 16, 3, 3], new Float32Array(64 * 16 * 9).fill(weight)));
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
  const lowered = lowerWinograd(graph, 'software', () => true);
  const steps = lowered.nodes.map((node) => callKey(callOf(lowered, node)));
  const timed = (whole: number, parts: readonly number[]) =>
    Object.fromEntries([
      [callKey(callOf(graph, conv)), { variant: '', ms: whole }],
      ...parts.map((ms, index) => [steps[index] ?? '', { variant: '', ms }] as const),
    ]);

  it('lowers where the three steps together are faster', () => {
    expect(steps).toHaveLength(3);
    expect(tunedWinograd(timed(10, [1, 5, 3]))(graph, conv, 'software')).toBe(true);
    expect(tunedWinograd(timed(8, [1, 5, 3]))(graph, conv, 'software')).toBe(false);
  });

  it('keeps to the rules where a step was not measured', () => {
    for (const adapter of ['software', 'hardware'] as const) {
      const byRules = isFasterByWinograd(graph, conv, adapter);
      expect(tunedWinograd(timed(100, [1, 5]))(graph, conv, adapter)).toBe(byRules);
      expect(tunedWinograd({})(graph, conv, adapter)).toBe(byRules);
    }
  });
});
