// The same case on values whose axes lie in another order: transposes ahead of it only rename axes for the reader, so
// that the case's own nodes meet values that are held in whatever order.
import { seededRandom } from '../../../src/util/random';
import type { CaseGraphInput, CaseInput, CaseNode, OpCase } from './op-case';
import { n } from './op-case';

/** Puts a seeded transpose before every input of two axes or more; results are turned and made one row. */
export function turned({ nodes, opset, results }: OpCase, seed: number): OpCase {
  const random = seededRandom(seed);
  const inputs = nodes.flatMap((node) => node.inputs.filter(isGraphInput));
  const first = inputs.map((input) => transposeOf(input, random));
  const shift = (name: string) =>
    name
      .replace(/^y(\d+)/, (_, position) => `y${Number(position) + first.length}`)
      .replace(/^x(\d+)/, (_, position) => `y${position}`);
  let seen = 0;
  const rename = (input: CaseInput): CaseInput => {
    if (isGraphInput(input)) return `y${seen++}`;
    return typeof input === 'string' ? shift(input) : input;
  };
  const middle = nodes.map((node): CaseNode => ({ ...node, inputs: node.inputs.map(rename) }));
  const outputs = results?.map(shift) ?? outputsOf(nodes.at(-1), first.length + nodes.length - 1);
  const last = outputs.flatMap((name) => [
    n('Transpose', [name]),
    n('Flatten', ['$'], { axis: 0 }),
  ]);
  const start = first.length + middle.length;
  return {
    nodes: [...first, ...middle, ...last],
    opset,
    results: outputs.map((_, i) => `y${start + 2 * i + 1}`),
  };
}

function isGraphInput(input: CaseInput): input is CaseGraphInput {
  return input !== null && typeof input === 'object' && input.kind === 'input';
}

function outputsOf(node: CaseNode | undefined, position: number): string[] {
  const count = node?.outputs ?? 0;
  return Array.from({ length: count }, (_, i) => `y${position}${i > 0 ? `.${i}` : ''}`);
}

/** A transpose of a graph input that gives the dimensions of `input`. */
function transposeOf(input: CaseGraphInput, random: () => number): CaseNode {
  const axes = input.dims.map((_, axis) => ({ axis, key: random() }));
  const perm = axes.toSorted((a, b) => a.key - b.key).map(({ axis }) => axis);
  const dims = input.dims.map((_, axis) => input.dims[perm.indexOf(axis)] ?? 1);
  return n('Transpose', [{ ...input, dims }], { perm });
}
