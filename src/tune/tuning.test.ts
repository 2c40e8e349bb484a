// Choices that follow from measurements.
import { describe, expect, it } from 'vitest';
import { type Call, operandInside, wholeOperand } from '../kernels/kernel';
import { callOf } from '../plan/build-plan';
import { candidatesOf } from '../plan/candidates';
import { selectKernel } from '../plan/select-kernel';
import { plainTarget } from '../plan/target.fixtures';
import { zeros } from '../tensor/tensor';
import { callKey } from './call-key';
import { network } from './tune.fixtures';
import { selectionId, tunedChoice } from './tuning';

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

  const { graph, conv } = network();
  const call = callOf(graph, conv);
  const [y = wholeOperand([])] = call.outputs;
  const others: readonly (readonly [what: string, other: Call])[] = [
    ['an output of another shape', { ...call, outputs: [wholeOperand([1, 8, 8, 64])] }],
    ['an output inside a wider buffer', { ...call, outputs: [operandInside(y.shape, 2, 70)] }],
    ['an input of another shape', { ...call, inputs: [wholeOperand([2, 16, 16, 16])] }],
    ['weights of another shape', { ...call, constants: [zeros([64, 16, 1, 9])] }],
    ['a bias', { ...call, constants: [...call.constants, zeros([64])] }],
  ];
  it.each(others)('tells a call with %s from one without', (_, other) => {
    expect(callKey(other)).not.toBe(callKey(call));
  });
});

describe('tunedChoice', () => {
  const { graph, conv } = network();
  const call = callOf(graph, conv);
  const device = plainTarget('software', true);

  it('takes what was fastest', () => {
    const rules = selectKernel(call, device);
    const other = candidatesOf(call, device).at(-1);
    if (!rules || !other) throw new Error('There are no candidates.');
    expect(selectionId(other)).not.toBe(selectionId(rules));
    const tuning = { [callKey(call)]: { variant: selectionId(other), ms: 1 } };
    expect(tunedChoice(tuning)(call, device)).toEqual(other);
  });

  it('keeps to the rules where nothing was measured, or what was is no longer there', () => {
    const rules = selectKernel(call, device);
    expect(tunedChoice({})(call, device)).toEqual(rules);
    const gone = { [callKey(call)]: { variant: 'conv2d-of-yesterday', ms: 1 } };
    expect(tunedChoice(gone)(call, device)).toEqual(rules);
  });

  it('takes no variant that the device cannot run', () => {
    const quad = candidatesOf(call, device).find(({ variant }) => variant.weights === 'quad');
    if (!quad) throw new Error('There is no such candidate.');
    const tuning = { [callKey(call)]: { variant: selectionId(quad), ms: 1 } };
    expect(tunedChoice(tuning)(call, plainTarget('software'))?.variant.weights).toBe('each');
  });
});
