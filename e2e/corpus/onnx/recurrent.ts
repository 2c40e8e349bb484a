// Op suite: recurrent layers, in both directions, with states that are given or not.
import { type CaseAttributes, type CaseInput, i, n, net, type OpCase, op, w, x } from './op-case';

/** Gates of each op. */
const GATES = { RNN: 1, GRU: 3, LSTM: 4 } as const;

type Recurrent = keyof typeof GATES;

interface Form {
  readonly steps?: number;
  readonly batch?: number;
  /** Inputs behind the weights. */
  readonly more?: readonly CaseInput[];
  readonly attributes?: CaseAttributes;
  readonly opset?: number;
}

const [INPUTS, HIDDEN] = [5, 3];

/** A layer of five inputs and a state of three, all of whose outputs are read. */
function layer(name: Recurrent, directions: number, form: Form = {}): OpCase {
  const { steps = 4, batch = 2, more = [], attributes = {}, opset = 14 } = form;
  const rows = GATES[name] * HIDDEN;
  const isBatchFirst = attributes.layout === 1;
  const inputs = [
    isBatchFirst ? x(batch, steps, INPUTS) : x(steps, batch, INPUTS),
    w(directions, rows, INPUTS),
    w(directions, rows, HIDDEN),
    ...more,
  ];
  const outputs = name === 'LSTM' ? 3 : 2;
  return op(name, inputs, { hidden_size: HIDDEN, ...attributes }, { opset, outputs });
}

function biases(name: Recurrent, directions: number): CaseInput {
  return w(directions, 2 * GATES[name] * HIDDEN);
}

const PLAIN = (['RNN', 'GRU', 'LSTM'] as const).flatMap((name): OpCase[] => {
  const state = x(1, 2, HIDDEN);
  const states = name === 'LSTM' ? [state, x(1, 2, HIDDEN)] : [state];
  const both = [x(2, 2, HIDDEN), ...(name === 'LSTM' ? [x(2, 2, HIDDEN)] : [])];
  return [
    layer(name, 1),
    layer(name, 1, { more: [biases(name, 1)], opset: 7 }),
    layer(name, 1, { steps: 1, batch: 1, more: [biases(name, 1)], opset: 11 }),
    layer(name, 1, { more: [biases(name, 1), i([4, 4], 6), ...states] }),
    layer(name, 1, { more: [biases(name, 1)], attributes: { direction: 'reverse' } }),
    layer(name, 2, {
      more: [biases(name, 2), null, ...both],
      attributes: { direction: 'bidirectional' },
    }),
  ];
});

const GRU_RESETS = [1, 2].flatMap((directions): OpCase[] => {
  const attributes = {
    linear_before_reset: 1,
    direction: directions === 2 ? 'bidirectional' : 'forward',
  };
  return [
    layer('GRU', directions, { attributes }),
    layer('GRU', directions, { more: [biases('GRU', directions)], attributes, opset: 9 }),
    layer('GRU', directions, {
      more: [biases('GRU', directions), null, x(directions, 2, HIDDEN)],
      attributes,
    }),
  ];
});

const OTHERS: readonly OpCase[] = [
  layer('LSTM', 1, {
    more: [biases('LSTM', 1), null, x(1, 2, HIDDEN), x(1, 2, HIDDEN), w(1, 3 * HIDDEN)],
  }),
  layer('LSTM', 1, { more: [biases('LSTM', 1), null, null, null, w(1, 3 * HIDDEN)] }),
  layer('LSTM', 1, { more: [biases('LSTM', 1), null, null, x(1, 2, HIDDEN)] }),
  layer('LSTM', 2, {
    attributes: {
      direction: 'bidirectional',
      activations: ['Sigmoid', 'Relu', 'Tanh', 'Sigmoid', 'Tanh', 'Softsign'],
    },
  }),
  layer('RNN', 1, { attributes: { activations: ['Relu'] } }),
  // As PyTorch writes two layers, the first in both directions.
  net([
    n('LSTM', [x(6, 1, 8), w(2, 16, 8), w(2, 16, 4), w(2, 32)], {
      hidden_size: 4,
      direction: 'bidirectional',
    }),
    n('Transpose', ['$'], { perm: [0, 2, 1, 3] }),
    n('Reshape', ['$', i([0, 0, -1])]),
    n('GRU', ['$', w(1, 9, 8), w(1, 9, 3), w(1, 18)], { hidden_size: 3, linear_before_reset: 1 }),
    n('Squeeze', ['$', i([1])]),
  ]),
];

export const RECURRENT_CASES: readonly OpCase[] = [...PLAIN, ...GRU_RESETS, ...OTHERS];
