// Einsum of one or two values: axes that are summed over, and a product of matrices.
import { product } from '../../../util/math';
import { stringOf } from '../attributes';
import type { OnnxNode } from '../onnx-model';
import type { OnnxNet } from '../onnx-net';
import { type Composition, composed } from './composition';
import type { Converters } from './converter';

/** A value and the letters of its axes. */
interface Lettered {
  readonly value: string;
  readonly letters: string;
}

export const EINSUM: Converters = {
  Einsum: composed((parts, node, net) => {
    const { inputs, output } = equationOf(net, node);
    const values = inputs.map((letters, position): Lettered => {
      const value = parts.input(position);
      if (parts.rankOf(value) !== letters.length) {
        throw net.misfit(node, `names the ${parts.rankOf(value)} axes of an input "${letters}"`);
      }
      const others = inputs.filter((_, other) => other !== position).join('') + output;
      return summed(parts, { value, letters }, others);
    });
    const [a, b] = values;
    if (!a || values.length > 2) throw net.unsupported(node, `multiplies ${values.length} values`);
    const result = b ? multiplied(parts, a, b, output) : a;
    const perm = [...output].map((letter) => result.letters.indexOf(letter));
    parts.give('Transpose', [result.value], { perm });
  }),
};

/** @throws UnsupportedError for ellipses and diagonals */
function equationOf(net: OnnxNet, node: OnnxNode): { inputs: string[]; output: string } {
  const equation = stringOf(node, 'equation', '').replaceAll(' ', '');
  const [left = '', right] = equation.split('->');
  const inputs = left.split(',');
  const isPlain = (letters: string) =>
    /^[A-Za-z]*$/.test(letters) && new Set(letters).size === letters.length;
  // Without an output, it has the letters that come up once, by the alphabet.
  const once = [...new Set(left.replaceAll(',', ''))].filter(
    (letter) => left.split(letter).length === 2,
  );
  const output = right ?? once.sort().join('');
  const isKnown = [...output].every((letter) => left.includes(letter));
  if (![...inputs, output].every(isPlain) || !isKnown || inputs.length !== node.inputs.length) {
    throw net.unsupported(node, `has the equation "${equation}"`);
  }
  return { inputs, output };
}

/** Without the axes that nothing else has. */
function summed(parts: Composition, { value, letters }: Lettered, others: string): Lettered {
  const axes = [...letters].flatMap((letter, axis) => (others.includes(letter) ? [] : [axis]));
  if (axes.length === 0) return { value, letters };
  const left = [...letters].filter((letter) => others.includes(letter)).join('');
  return { value: parts.op('ReduceSum', [value], { axes, keepdims: 0 }), letters: left };
}

/** Axes of both that the output has count matrices; those of both that it has not are multiplied along. */
function multiplied(parts: Composition, a: Lettered, b: Lettered, output: string): Lettered {
  const pick = (from: Lettered, holds: (letter: string) => boolean) =>
    [...from.letters].filter(holds).join('');
  const isShared = (letter: string) => a.letters.includes(letter) && b.letters.includes(letter);
  const outer = pick(a, (letter) => isShared(letter) && output.includes(letter));
  const inner = pick(a, (letter) => isShared(letter) && !output.includes(letter));
  const rows = pick(a, (letter) => !isShared(letter));
  const columns = pick(b, (letter) => !isShared(letter));
  const left = asMatrices(parts, a, [outer, rows, inner]);
  const right = asMatrices(parts, b, [outer, inner, columns]);
  const letters = outer + rows + columns;
  const sizeOf = (letter: string) => {
    const from = a.letters.includes(letter) ? a : b;
    return parts.operand(from.value).dims[from.letters.indexOf(letter)] ?? 1;
  };
  const matrices = parts.op('MatMul', [left, right]);
  const value = parts.op('Reshape', [matrices, parts.wholes([...letters].map(sizeOf))]);
  return { value, letters };
}

/** Three axes, each of the letters of one group. */
function asMatrices(
  parts: Composition,
  { value, letters }: Lettered,
  groups: readonly string[],
): string {
  const { dims } = parts.operand(value);
  const placesOf = (group: string) => [...group].map((letter) => letters.indexOf(letter));
  const moved = parts.op('Transpose', [value], { perm: placesOf(groups.join('')) });
  const sizes = groups.map((group) => product(placesOf(group).map((axis) => dims[axis] ?? 1)));
  return parts.op('Reshape', [moved, parts.wholes(sizes)]);
}
