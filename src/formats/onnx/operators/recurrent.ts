// LSTM, GRU and RNN: their steps one after the other, since sequences here have a length that is known.
import { formatShape, sameShape } from '../../../tensor/tensor';
import { intOf, stringOf, stringsOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converter, Converters } from './converter';
import {
  type Cell,
  type Direction,
  GRU,
  LSTM,
  RESET_AFTER_GRU,
  RNN,
  type State,
} from './recurrent-cells';

export const RECURRENT: Converters = {
  LSTM: recurrent(() => LSTM),
  GRU: recurrent((node) => (intOf(node, 'linear_before_reset', 0) === 0 ? GRU : RESET_AFTER_GRU)),
  RNN: recurrent(() => RNN),
};

/** Steps of a sequence: each is some ten nodes. */
const MOST_STEPS = 256;

const DIRECTIONS = { forward: 1, reverse: 1, bidirectional: 2 } as const;

/** Functions of one number without parameters, which are ops of ONNX by the same names. */
const FUNCTIONS = ['Sigmoid', 'Tanh', 'Relu', 'Softsign', 'Softplus'];

/** What a node asks for. */
interface Layer {
  readonly cell: Cell;
  readonly direction: keyof typeof DIRECTIONS;
  readonly functions: readonly string[];
  readonly steps: number;
  readonly batch: number;
  readonly hiddenSize: number;
  readonly isBatchFirst: boolean;
}

/** What a direction gives: the hidden state after each step, in the order of the sequence, and the last state. */
interface Pass {
  readonly states: readonly string[];
  readonly last: State;
}

function recurrent(cellOf: (node: OnnxNode) => Cell): Converter {
  return composed((parts, node, net) => {
    const layer = layerOf(parts, net, node, cellOf(node));
    const count = DIRECTIONS[layer.direction];
    const passes = Array.from({ length: count }, (_, index) => passOf(parts, layer, index));
    giveSequence(parts, layer, passes);
    giveStates(
      parts,
      layer,
      passes.map(({ last }) => last.hidden),
      1,
    );
    if (!layer.cell.hasCell) return;
    giveStates(
      parts,
      layer,
      passes.map(({ last }) => last.cell ?? ''),
      2,
    );
  });
}

/** @throws UnsupportedError for what is not here, ModelFormatError for shapes that do not fit */
function layerOf(parts: Composition, net: OnnxNet, node: OnnxNode, cell: Cell): Layer {
  const direction = stringOf(node, 'direction', 'forward');
  if (!isDirection(direction)) throw net.misfit(node, `has the direction "${direction}"`);
  const count = DIRECTIONS[direction];
  const isBatchFirst = intOf(node, 'layout', 0) !== 0;
  const [x, w, r] = [0, 1, 2].map((position) => parts.operand(parts.input(position)).dims);
  const [first = 0, second = 0, inputSize = 0] = x ?? [];
  const [batch, steps] = isBatchFirst ? [first, second] : [second, first];
  const hiddenSize = r?.at(-1) ?? 0;
  const rows = cell.gates * hiddenSize;
  const isSound =
    x?.length === 3 &&
    steps * batch * inputSize * hiddenSize > 0 &&
    sameShape(w ?? [], [count, rows, inputSize]) &&
    sameShape(r ?? [], [count, rows, hiddenSize]);
  if (!isSound) {
    throw net.misfit(
      node,
      `has weights ${formatShape(w ?? [])} and ${formatShape(r ?? [])} for ${formatShape(x ?? [])}`,
    );
  }
  if (steps > MOST_STEPS) {
    throw net.unsupported(node, `has ${steps} steps; Kindling computes up to ${MOST_STEPS}`);
  }
  refuseExtras(net, node, cell, steps);
  const functions = functionsOf(net, node, cell, count);
  return { cell, direction, functions, steps, batch, hiddenSize, isBatchFirst };
}

function isDirection(word: string): word is Layer['direction'] {
  return word in DIRECTIONS;
}

/** @throws UnsupportedError for clipping, coupled gates, parameters of functions, and sequences of several lengths */
function refuseExtras(net: OnnxNet, node: OnnxNode, cell: Cell, steps: number): void {
  const has = (name: string) => node.attributes.some((attribute) => attribute.name === name);
  if (has('clip')) throw net.unsupported(node, 'clips what functions are given');
  if (cell.hasCell && intOf(node, 'input_forget', 0) !== 0) {
    throw net.unsupported(node, 'couples its input and forget gates');
  }
  const parameters = ['activation_alpha', 'activation_beta'].find(has);
  if (parameters) throw net.unsupported(node, `has "${parameters}"`);
  const lengths = net.optional(node, 4);
  if (lengths?.kind === 'computed')
    throw net.unsupported(node, 'computes the lengths of sequences');
  if (lengths && !Array.from(lengths.data).every((length) => length === steps)) {
    throw net.unsupported(node, `has sequences shorter than ${steps} steps`);
  }
}

function functionsOf(net: OnnxNet, node: OnnxNode, cell: Cell, count: number): readonly string[] {
  const given = stringsOf(node, 'activations');
  const functions = given ?? Array.from({ length: count }, () => cell.functions).flat();
  if (functions.length !== count * cell.functions.length) {
    throw net.misfit(node, `names ${functions.length} functions`);
  }
  const strange = functions.find((name) => !FUNCTIONS.includes(name));
  if (strange) throw net.unsupported(node, `uses the function "${strange}"`);
  return functions;
}

/** All steps of a direction. */
function passOf(parts: Composition, layer: Layer, index: number): Pass {
  const { cell, steps, batch } = layer;
  const { direction, inputs } = directionOf(parts, layer, index);
  const next = cell.stepOf(parts, direction);
  const isReverse = layer.direction === 'reverse' || index === 1;
  const states: string[] = [];
  let state = firstState(parts, layer, index);
  for (let step = 0; step < steps; step++) {
    const at = isReverse ? steps - 1 - step : step;
    const rows = parts.wholes(Array.from({ length: batch }, (_, i) => at * batch + i));
    state = next(parts.op('Gather', [inputs, rows]), state);
    states[at] = state.hidden;
  }
  return { states, last: state ?? { hidden: '' } };
}

/** The constants of a direction, and what it makes of all inputs at once: [steps · batch, gates · hidden]. */
function directionOf(parts: Composition, layer: Layer, index: number) {
  const { cell, hiddenSize, isBatchFirst, steps, batch } = layer;
  const rows = cell.gates * hiddenSize;
  const part = (name: string, ...sizes: number[]) =>
    parts.op('Reshape', [parts.op('Gather', [name, parts.wholes([index])]), parts.wholes(sizes)]);
  const biases = parts.optional(3);
  const half = (at: number) => {
    if (biases === null) return null;
    const places = Array.from({ length: rows }, (_, i) => at * rows + i);
    return parts.op('Gather', [part(biases, 2 * rows), parts.wholes(places)]);
  };
  const x = parts.input(0);
  const sequence = isBatchFirst ? parts.op('Transpose', [x], { perm: [1, 0, 2] }) : x;
  const flat = parts.op('Reshape', [sequence, parts.wholes([steps * batch, -1])]);
  const bias = half(0);
  const operands = [flat, part(parts.input(1), rows, -1), ...(bias === null ? [] : [bias])];
  const peepholes = cell.hasCell ? parts.optional(7) : null;
  const each = cell.functions.length;
  const direction: Direction = {
    weights: part(parts.input(2), rows, hiddenSize),
    bias: half(1),
    peepholes: peepholes && part(peepholes, 3 * hiddenSize),
    functions: layer.functions.slice(index * each, (index + 1) * each),
    hiddenSize,
  };
  return { direction, inputs: parts.op('Gemm', operands, { transB: 1 }) };
}

/** The state before the first step; null where it is all zeros. */
function firstState(parts: Composition, layer: Layer, index: number): State | null {
  const { batch, hiddenSize, isBatchFirst, cell } = layer;
  const given = (position: number) => {
    const name = parts.optional(position);
    if (name === null) return null;
    const axis = isBatchFirst ? 1 : 0;
    const own = parts.op('Gather', [name, parts.wholes([index])], { axis });
    return parts.op('Reshape', [own, parts.wholes([batch, hiddenSize])]);
  };
  const [hidden, first] = [given(5), cell.hasCell ? given(6) : null];
  if (hidden === null && first === null) return null;
  const zeros = () =>
    parts.reals(
      Array.from({ length: batch * hiddenSize }, () => 0),
      [batch, hiddenSize],
    );
  return { hidden: hidden ?? zeros(), ...(cell.hasCell ? { cell: first ?? zeros() } : {}) };
}

/** Output Y: the states after all steps, [steps, directions, batch, hidden]. */
function giveSequence(parts: Composition, layer: Layer, passes: readonly Pass[]): void {
  const { steps, batch, hiddenSize, isBatchFirst } = layer;
  if (!parts.isWanted(0)) return;
  // Joined along their last axis, no state has to move.
  const each = passes.map(({ states }) =>
    parts.op('Reshape', [
      parts.op('Concat', states, { axis: 1 }),
      parts.wholes([batch, steps, hiddenSize]),
    ]),
  );
  const all = parts.op('Reshape', [
    parts.op('Concat', each, { axis: 2 }),
    parts.wholes([batch, steps, passes.length, hiddenSize]),
  ]);
  parts.give('Transpose', [all], { perm: isBatchFirst ? [0, 1, 2, 3] : [1, 2, 0, 3] });
}

/** Outputs Y_h and Y_c: a state of each direction, [directions, batch, hidden]. */
function giveStates(
  parts: Composition,
  layer: Layer,
  states: readonly string[],
  position: number,
): void {
  const { batch, hiddenSize, isBatchFirst } = layer;
  if (!parts.isWanted(position)) return;
  const all = parts.op('Reshape', [
    parts.op('Concat', states, { axis: 1 }),
    parts.wholes([batch, states.length, hiddenSize]),
  ]);
  parts.give('Transpose', [all], { perm: isBatchFirst ? [0, 1, 2] : [1, 0, 2] }, position);
}
