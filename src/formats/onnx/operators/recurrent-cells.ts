// What one step of a recurrent layer computes. Hochreiter and Schmidhuber 1997, "Long Short-Term Memory"; Cho et al. 2014,
// arXiv:1406.1078; Elman 1990, "Finding Structure in Time".
import type { Composition } from './composition';

/** What a layer keeps from step to step: [batch, hidden] each. LSTM alone has a cell. */
export interface State {
  readonly hidden: string;
  readonly cell?: string;
}

/** What the steps of one direction share, by the names of constants. */
export interface Direction {
  /** [gates · hidden, hidden], gate by gate. */
  readonly weights: string;
  /** Biases of what is recurrent, [gates · hidden]; null where there are none. */
  readonly bias: string | null;
  /** What gates see of the cell, [3 · hidden]; null where they do not look. */
  readonly peepholes: string | null;
  /** Op types, in ONNX's order. */
  readonly functions: readonly string[];
  readonly hiddenSize: number;
}

/**
 * The state after a step: `x` is what weights and biases made of the step's input, [batch, gates · hidden]. Before the first
 * step there may be none, which is as good as zeros.
 */
type Step = (x: string, before: State | null) => State;

/** A kind of recurrent layer. */
export interface Cell {
  readonly gates: number;
  /** Functions that are used where a node names none. */
  readonly functions: readonly string[];
  /** Whether the state has a cell. */
  readonly hasCell: boolean;
  /** What every step of a direction does. */
  readonly stepOf: (parts: Composition, direction: Direction) => Step;
}

/** f(x + R h). */
export const RNN: Cell = {
  ...{ gates: 1, functions: ['Tanh'], hasCell: false },
  stepOf: (parts, { weights, bias, functions: [f = ''] }) => {
    const recurrent = layerOf(parts, weights, bias);
    return (x, before) => ({ hidden: parts.op(f, [added(parts, x, recurrent(before))]) });
  },
};

/** Gates i, o, f, c. */
export const LSTM: Cell = {
  ...{ gates: 4, functions: ['Sigmoid', 'Tanh', 'Tanh'], hasCell: true },
  stepOf: (parts, { weights, bias, peepholes, functions, hiddenSize }) => {
    const [f = '', g = '', h = ''] = functions;
    const recurrent = layerOf(parts, weights, bias);
    const take = takingGates(parts, hiddenSize);
    const seen = [0, 1, 2].map((gate) => peepholes && take(peepholes, [gate, gate + 1], 0));
    return (x, before) => {
      const sums = added(parts, x, recurrent(before));
      const gate = (at: number, cell: string | null = null) => {
        const sum = take(sums, [at, at + 1]);
        const peephole = seen[at];
        return peephole && cell ? added(parts, sum, parts.op('Mul', [peephole, cell])) : sum;
      };
      const old = before?.cell ?? null;
      const fresh = parts.op('Mul', [parts.op(f, [gate(0, old)]), parts.op(g, [gate(3)])]);
      const kept = old && parts.op('Mul', [parts.op(f, [gate(2, old)]), old]);
      const cell = added(parts, fresh, kept);
      const output = parts.op(f, [gate(1, cell)]);
      return { cell, hidden: parts.op('Mul', [output, parts.op(h, [cell])]) };
    };
  },
};

/** Gates z, r, h; the last sees what r leaves of the state. */
export const GRU: Cell = gru((parts, { weights, bias, hiddenSize }) => {
  const take = takingGates(parts, hiddenSize);
  const partOf = (gates: Gates) =>
    layerOf(parts, take(weights, gates, 0), bias && take(bias, gates, 0));
  const [gates, last] = [partOf([0, 2]), partOf([2, 3])];
  return (before) => ({
    gates: gates(before),
    last: (reset) => last(before && { hidden: parts.op('Mul', [reset, before.hidden]) }),
  });
});

/** GRU whose last gate sees what r leaves of the product with the state, as in cuDNN. */
export const RESET_AFTER_GRU: Cell = gru((parts, { weights, bias, hiddenSize }) => {
  const recurrent = layerOf(parts, weights, bias);
  const take = takingGates(parts, hiddenSize);
  const row = (biases: string) => parts.op('Reshape', [biases, parts.wholes([1, 3 * hiddenSize])]);
  return (before) => {
    const product = before ? recurrent(before) : bias && row(bias);
    const seen = product && take(product, [2, 3]);
    return {
      gates: product && take(product, [0, 2]),
      last: (reset) => seen && parts.op('Mul', [reset, seen]),
    };
  };
});

/** First and end. */
type Gates = readonly [first: number, end: number];

/** What is recurrent in a GRU: of the gates z and r, and of the last one, which r resets. Null where it is nothing. */
type GruProducts = (
  parts: Composition,
  direction: Direction,
) => (before: State | null) => {
  readonly gates: string | null;
  readonly last: (reset: string) => string | null;
};

function gru(productsOf: GruProducts): Cell {
  return {
    ...{ gates: 3, functions: ['Sigmoid', 'Tanh'], hasCell: false },
    stepOf: (parts, direction) => {
      const { functions, hiddenSize } = direction;
      const [f = '', g = ''] = functions;
      const products = productsOf(parts, direction);
      const take = takingGates(parts, hiddenSize);
      return (x, before) => {
        const { gates, last } = products(before);
        const both = parts.op(f, [added(parts, take(x, [0, 2]), gates)]);
        const fresh = parts.op(g, [added(parts, take(x, [2, 3]), last(take(both, [1, 2])))]);
        // (1 − z) · fresh + z · hidden.
        const update = take(both, [0, 1]);
        if (!before) return { hidden: parts.op('Sub', [fresh, parts.op('Mul', [update, fresh])]) };
        const change = parts.op('Sub', [before.hidden, fresh]);
        return { hidden: parts.op('Add', [fresh, parts.op('Mul', [update, change])]) };
      };
    },
  };
}

/** R h + b of a state; b where there is none. */
function layerOf(parts: Composition, weights: string, bias: string | null) {
  const constants = [weights, ...(bias === null ? [] : [bias])];
  return (before: State | null) =>
    before ? parts.op('Gemm', [before.hidden, ...constants], { transB: 1 }) : bias;
}

function added(parts: Composition, a: string, b: string | null): string {
  return b === null ? a : parts.op('Add', [a, b]);
}

/** Takes gates that lie one behind the other along an axis. */
type TakeGates = (name: string, gates: Gates, axis?: 0 | 1) => string;

/** Takes gates of so many numbers; their places are constants that all steps share. */
function takingGates(parts: Composition, hiddenSize: number): TakeGates {
  const known = new Map<string, string>();
  return (name, [first, end], axis = 1) => {
    const key = `${first} ${end}`;
    const count = (end - first) * hiddenSize;
    const places =
      known.get(key) ??
      parts.wholes(Array.from({ length: count }, (_, i) => first * hiddenSize + i));
    known.set(key, places);
    return parts.op('Gather', [name, places], { axis });
  };
}
