// Random graphs of ops that move numbers, choose among them and add them: whatever order of axes a node finds, the
// answer is exactly ONNX Runtime's. Where it is not, fast-check leaves out nodes and makes the others simpler.
import fc from 'fast-check';
import { product } from '../../../src/util/math';
import { type CaseInput, type CaseNode, f, i, n, type OpCase, w, x } from './op-case';

/** A value that is there already. */
interface Known {
  readonly input: string;
  readonly dims: readonly number[];
}

/** A node with the dimensions of its last output; null where the op does not fit the value. */
type Made = readonly [node: CaseNode, dims: readonly number[]] | null;

/** Numbers up to here: larger values make no better tests. */
const MAX_SIZE = 900;

/** No node makes more choices. */
const MAX_CHOICES = 30;

/** Choices of one node, and of which results a case has. */
const choices = fc.array(fc.nat(999), { minLength: MAX_CHOICES, maxLength: MAX_CHOICES });

/** Cases of up to 30 nodes. What does not fit the value that it would read is left out. */
export const randomCases: fc.Arbitrary<OpCase> = fc
  .record({
    dims: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
    steps: fc.array(choices, { maxLength: 29, size: 'max' }),
    results: choices,
  })
  .map(({ dims, steps, results }) => {
    const nodes: CaseNode[] = [n('Relu', [x(...dims)])];
    const known: Known[] = [
      { input: 'x0', dims },
      { input: 'y0', dims },
    ];
    for (const step of steps) {
      const dice = new Dice(step);
      // Mostly the newest value, so that chains become long.
      const from = dice.below(3) < 2 ? known[known.length - 1] : dice.of(known);
      const made = from && dice.of(MAKERS)(from, dice, known);
      if (!made || product(made[1]) > MAX_SIZE || made[1].length > 6) continue;
      const [node, result] = made;
      const suffix = node.outputs > 1 ? `.${node.outputs - 1}` : '';
      known.push({ input: `y${nodes.length}${suffix}`, dims: result });
      nodes.push(node);
    }
    const any = new Dice(results).of(known.slice(1)).input;
    return { nodes, opset: 13, results: [...new Set([lastOf(known), any])] };
  });

function lastOf(known: readonly Known[]): string {
  return known[known.length - 1]?.input ?? '';
}

/** The choices of a node, one after the other; the first of all where none are left. */
class Dice {
  readonly #left: number[];

  constructor(left: readonly number[]) {
    this.#left = [...left];
  }

  /** A whole number from 0 to below `bound`. */
  below(bound: number): number {
    return (this.#left.shift() ?? 0) % bound;
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  shuffled(count: number): number[] {
    return Array.from({ length: count }, (_, axis) => ({ axis, key: this.below(1000) }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ axis }) => axis);
  }
}

const MAKERS: readonly ((from: Known, dice: Dice, known: readonly Known[]) => Made)[] = [
  transpose,
  transpose,
  reshape,
  reshape,
  unsqueeze,
  squeeze,
  slice,
  pad,
  concat,
  split,
  addConstant,
  addKnown,
  addKnown,
  reduceMax,
  gather,
  expand,
  ({ input, dims }) => [n('Flatten', [input]), [dims[0] ?? 1, product(dims.slice(1))]],
  pool,
  resize,
  ({ input, dims }) => [n('Relu', [input]), dims],
];

function transpose({ input, dims }: Known, dice: Dice): Made {
  const perm = dice.shuffled(dims.length);
  return [n('Transpose', [input], { perm }), perm.map((axis) => dims[axis] ?? 1)];
}

/** Joins axes that lie side by side, and splits others. */
function reshape({ input, dims }: Known, dice: Dice): Made {
  const sizes: number[] = [];
  for (const size of dims) {
    const last = sizes.at(-1);
    const factor = [2, 3, 4].find((candidate) => size % candidate === 0 && size > candidate);
    if (last !== undefined && dice.below(3) === 0) sizes[sizes.length - 1] = last * size;
    else if (factor && dice.below(2) === 0) sizes.push(factor, size / factor);
    else sizes.push(size);
  }
  if (dice.below(4) === 0) sizes.splice(dice.below(sizes.length + 1), 0, 1);
  return [n('Reshape', [input, i(sizes)]), sizes];
}

function unsqueeze({ input, dims }: Known, dice: Dice): Made {
  const axis = dice.below(dims.length + 1);
  return [n('Unsqueeze', [input, i([axis])]), dims.toSpliced(axis, 0, 1)];
}

function squeeze({ input, dims }: Known): Made {
  const axis = dims.lastIndexOf(1);
  if (axis < 0 || dims.length < 2) return null;
  return [n('Squeeze', [input, i([axis])]), dims.toSpliced(axis, 1)];
}

function slice({ input, dims }: Known, dice: Dice): Made {
  const axis = dice.below(dims.length);
  const size = dims[axis] ?? 1;
  const start = dice.below(size);
  const isBackward = dice.below(2) === 0;
  const step = dice.below(2) + 1;
  const count = Math.floor((isBackward ? start : size - 1 - start) / step) + 1;
  const [end, by] = isBackward ? [-9999, -step] : [9999, step];
  return [n('Slice', [input, i([start]), i([end]), i([axis]), i([by])]), dims.with(axis, count)];
}

function pad({ input, dims }: Known, dice: Dice): Made {
  const before = dims.map(() => (dice.below(3) === 0 ? dice.below(3) : 0));
  const after = dims.map(() => (dice.below(3) === 0 ? dice.below(3) : 0));
  const mode = dice.of(['constant', 'edge']);
  const sizes = dims.map((size, axis) => size + (before[axis] ?? 0) + (after[axis] ?? 0));
  return [n('Pad', [input, i([...before, ...after]), f(1.5)], { mode }), sizes];
}

function concat({ input, dims }: Known, dice: Dice): Made {
  const axis = dice.below(dims.length);
  const extra = dims.with(axis, dice.below(2) + 1);
  const others: CaseInput[] = dice.of([[input], [w(...extra)], [w(...extra), input]]);
  const added = others.map((other) => (other === input ? dims[axis] : extra[axis]) ?? 1);
  const length = added.reduce((sum, size) => sum + size, dims[axis] ?? 1);
  return [n('Concat', [input, ...others], { axis }), dims.with(axis, length)];
}

function split({ input, dims }: Known, dice: Dice): Made {
  const axis = dice.below(dims.length);
  const size = dims[axis] ?? 1;
  if (size < 2) return null;
  const first = dice.below(size - 1) + 1;
  const sizes = i([first, size - first]);
  return [n('Split', [input, sizes], { axis }, 2), dims.with(axis, size - first)];
}

function addConstant({ input, dims }: Known, dice: Dice): Made {
  const repeats = dims.map((size) => (dice.below(2) === 0 ? 1 : size));
  const constant = w(...repeats.slice(dice.below(dims.length + 1)));
  return [
    n(
      dice.of(['Add', 'Sub']),
      dice.of([
        [input, constant],
        [constant, input],
      ]),
    ),
    dims,
  ];
}

/** Any other value that broadcasts with this one. */
function addKnown({ input, dims }: Known, dice: Dice, known: readonly Known[]): Made {
  const fitting = known.flatMap((other) => {
    const rank = Math.max(dims.length, other.dims.length);
    const at = (list: readonly number[], axis: number) => list[axis - rank + list.length] ?? 1;
    const sizes = Array.from({ length: rank }, (_, axis) => [at(dims, axis), at(other.dims, axis)]);
    const fits = sizes.every(([a, b]) => a === b || a === 1 || b === 1);
    return fits ? [{ other: other.input, dims: sizes.map((pair) => Math.max(...pair)) }] : [];
  });
  const chosen = dice.of(fitting);
  return [n(dice.of(['Add', 'Sub']), [input, chosen.other]), chosen.dims];
}

function reduceMax({ input, dims }: Known, dice: Dice): Made {
  const axes = dims.map((_, axis) => axis).filter(() => dice.below(2) === 0);
  if (axes.length === 0 || axes.length === dims.length) return null;
  if (dice.below(2) === 0) {
    return [
      n('ReduceMax', [input], { axes }),
      dims.map((size, at) => (axes.includes(at) ? 1 : size)),
    ];
  }
  const left = dims.filter((_, axis) => !axes.includes(axis));
  return [n('ReduceMax', [input], { axes, keepdims: 0 }), left];
}

function gather({ input, dims }: Known, dice: Dice): Made {
  if (dims.length < 2) return null;
  const axis = dice.below(dims.length);
  const index = dice.below(dims[axis] ?? 1);
  return [n('Gather', [input, i(index)], { axis }), dims.toSpliced(axis, 1)];
}

function expand({ input, dims }: Known, dice: Dice): Made {
  const sizes = dims.map((size) => (size === 1 ? dice.below(3) + 1 : size));
  return [n('Expand', [input, i(sizes)]), sizes];
}

function pool({ input, dims }: Known): Made {
  const [a = 1, b = 1, h = 1, wide = 1] = dims;
  if (dims.length !== 4) return null;
  const kernel = [Math.min(2, h), Math.min(2, wide)];
  const sizes = [a, b, h - (kernel[0] ?? 1) + 1, wide - (kernel[1] ?? 1) + 1];
  return [n('MaxPool', [input], { kernel_shape: kernel }), sizes];
}

function resize({ input, dims }: Known): Made {
  const [a = 1, b = 1, h = 1, wide = 1] = dims;
  if (dims.length !== 4) return null;
  return [n('Resize', [input, null, f([1, 1, 2, 1])]), [a, b, 2 * h, wide]];
}
